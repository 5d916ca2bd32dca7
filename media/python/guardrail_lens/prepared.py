"""What `guardrail-lens prepare` wrote: rows in the split of the run, the probe's prompts, and what they are for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import GuardrailLensError
from .random_streams import training_order

FORMAT = "guardrail-lens/prepared-run/1"

Row = dict[str, Any]


@dataclass(frozen=True)
class PreparedRun:
    """`facts`: prepared.json."""

    folder: Path
    facts: dict[str, Any]

    @property
    def train(self) -> list[Row]:
        return _read_lines(self.folder / "train.jsonl")

    @property
    def held_out(self) -> list[Row]:
        return _read_lines(self.folder / "held_out.jsonl")

    @property
    def probe(self) -> list[Row]:
        """Empty where the run has no safety probe."""
        return _read_lines(self.folder / "probe.jsonl")

    def fitting(self, rows: list[Row], tokenizer: Any) -> list[Row]:
        """
        What a run of Guardrail Lens would not leave out: prompts of at most `max_prompt_length` tokens after the chat template,
        completions of which something is left within `max_length`, pairs that are both within it.
        """
        fitting = [row for row in rows if self._fits(row, tokenizer)]
        if rows and not fitting:
            limit = "max_length" if self.facts["max_prompt_length"] is None else "max_prompt_length"
            raise GuardrailLensError(f"No row has at most {self.facts[limit]} tokens.", f"Raise {limit}.")
        return fitting

    def in_order(self, rows: list[Row], count: int) -> list[Row]:
        """The rows of the first `count` places of the run, epoch after epoch: for a trainer that does not shuffle."""
        return [rows[index] for index in training_order(len(rows), self.facts["seed"], count)]

    def _fits(self, row: Row, tokenizer: Any) -> bool:
        if "text" in row:
            return True
        if self.facts["max_prompt_length"] is not None:
            return 0 < self.prompt_tokens(row["prompt"], tokenizer) <= self.facts["max_prompt_length"]
        most = self.facts["max_length"]
        if "chosen" in row:
            sides = (row["prompt"] + row[side] for side in ("chosen", "rejected"))
            return all(self.prompt_tokens(side, tokenizer) <= most for side in sides)
        return "completion" in row and self.prompt_tokens(row["prompt"], tokenizer) < most

    def prompt_tokens(self, messages: list[dict[str, str]], tokenizer: Any) -> int:
        """Of a conversation after the chat template."""
        rendered = tokenizer.apply_chat_template(
            messages,
            tokenize=False,
            add_generation_prompt=messages[-1]["role"] == "user",
            **self.facts["chat_template_kwargs"],
        )
        return len(tokenizer.encode(rendered, add_special_tokens=False))


def read_prepared(folder: str | Path) -> PreparedRun:
    """Raises GuardrailLensError where the folder is none."""
    path = Path(folder)
    try:
        facts = json.loads((path / "prepared.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise GuardrailLensError(
            f"{path} is no prepared run: {error}.", "Write it with: guardrail-lens prepare x.train.json --out <folder>"
        ) from error
    if not isinstance(facts, dict) or facts.get("format") != FORMAT:
        raise GuardrailLensError(
            f"{path} was prepared by another version.", "Prepare it again with the version that this package came with."
        )
    return PreparedRun(path, facts)


def _read_lines(path: Path) -> list[Row]:
    with path.open(encoding="utf-8") as file:
        # A line ends with a line feed alone: texts may hold other separators.
        return [json.loads(line) for line in file.read().split("\n") if line]
