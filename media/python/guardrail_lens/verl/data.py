"""
A prepared run as the Parquet files of verl: data_source, prompt (a chat), ability, reward_model, extra_info
(https://verl.readthedocs.io/en/latest/preparation/prepare_data.html).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..prepared import PreparedRun, Row
from ..run_folder import write_whole

TRAIN, HELD_OUT, PROBE = "guardrail_lens/train", "guardrail_lens/held_out", "guardrail_lens/probe"
"""Of `data_source`."""


def training_rows(rows: Sequence[Row]) -> list[dict[str, Any]]:
    return [_scored(TRAIN, index, row) for index, row in enumerate(rows)]


def validation_rows(held_out: Sequence[Row], probe: Sequence[Row]) -> list[dict[str, Any]]:
    """One row at least: verl opens the file whether it validates or not."""
    return [
        *(_scored(HELD_OUT, index, row) for index, row in enumerate(held_out)),
        *(_row(PROBE, index, row["messages"], str(index), "") for index, row in enumerate(probe)),
    ]


def write_parquet(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    import pyarrow
    import pyarrow.parquet

    write_whole(path, lambda beside: pyarrow.parquet.write_table(pyarrow.Table.from_pylist(list(rows)), beside))


def longest_prompt(prepared: PreparedRun, rows: Sequence[dict[str, Any]], tokenizer: Any) -> int:
    """Tokens after the chat template. verl refuses a longer prompt than it was told of."""
    return max((prepared.prompt_tokens(row["prompt"], tokenizer) for row in rows), default=0)


def _scored(source: str, index: int, row: Row) -> dict[str, Any]:
    return _row(source, index, row["prompt"], row["id"], row["columns"])


def _row(source: str, index: int, prompt: list[dict[str, str]], item: str, columns: str) -> dict[str, Any]:
    """`columns`: JSON, since a Parquet file has one type per column."""
    return {
        "data_source": source,
        "prompt": [{"role": message["role"], "content": message["content"]} for message in prompt],
        "ability": source,
        "reward_model": {"style": "rule", "ground_truth": item},
        "extra_info": {"index": index, "id": item, "columns": columns},
    }
