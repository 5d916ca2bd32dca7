"""What was given to each completion, between the workers that score and the process that follows the run. Knows no verl."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypedDict


PREPARED, SCORES = "GUARDRAIL_LENS_PREPARED", "GUARDRAIL_LENS_SCORES"
"""Variables with the folder of the prepared run and that of the scores: verl's workers are given them by its environment."""


class Score(TypedDict):
    """`key`: the start of `uid` in verl's dumps. `prompt`: after the chat template. `weighted`: None where a function failed."""

    key: str
    step: int
    source: str
    index: int
    item: str
    prompt: str
    completion: str
    tokens: int
    truncated: bool
    rewards: dict[str, float | None]
    weighted: float | None
    penalty: float


def weighted_sum(rewards: dict[str, float | None], specs: Sequence[dict[str, Any]]) -> float | None:
    """As in Guardrail Lens: None where a function with a weight other than 0 gave none."""
    total = 0.0
    for spec in specs:
        weight = float(spec.get("weight", 1))
        if weight == 0:
            continue
        reward = rewards.get(spec["name"])
        if reward is None:
            return None
        total += weight * reward
    return total


def penalty(tokens: int, overlong: dict[str, Any] | None) -> float:
    """Yu et al., DAPO (arXiv 2503.14476), eq. 13."""
    if overlong is None:
        return 0.0
    over = tokens - (overlong["max_completion_length"] - overlong["cache"])
    return 0.0 if over <= 0 else -min(1.0, over / overlong["cache"])


def score_line(score: Score) -> bytes:
    return json.dumps(score).encode("ascii") + b"\n"


class ScoreReader:
    """The scores in a folder as they are added, by key. A line that is not whole yet is read later."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[Path, int] = {}
        self._scores: dict[str, Score] = {}

    def look(self) -> None:
        for path in sorted(self._folder.glob("*.jsonl")):
            start = self._read.get(path, 0)
            with path.open("rb") as file:
                file.seek(start)
                text = file.read()
            whole = text[: text.rfind(b"\n") + 1]
            self._read[path] = start + len(whole)
            for line in whole.splitlines():
                score: Score = json.loads(line)
                self._scores[score["key"]] = score

    def take(self, uid: str) -> Score | None:
        """`uid` of verl's dumps: the key, and the number of the turn behind it."""
        return self._scores.get(uid.rsplit("_", 1)[0])

    def drop(self, step: int) -> None:
        """What is no longer asked for."""
        for key in [key for key, score in self._scores.items() if score["step"] <= step]:
            del self._scores[key]
