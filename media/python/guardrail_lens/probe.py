"""
The safety probe of a run: greedy answers to the same prompts every so many steps. They are written as they are; Guardrail Lens
judges them when it reads the folder. Knows no trainer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .prepared import PreparedRun
from .run_folder import write_lines


@dataclass(frozen=True)
class Sampled:
    """`rendered`: the prompt after the chat template. `truncated`: the token limit cut the answer."""

    rendered: str
    response: str
    truncated: bool


Sample = Callable[[Sequence[list[dict[str, str]]], int], list[Sampled]]
"""Greedy answers to conversations, of at most so many tokens."""


class SafetyProbe:
    """`folder`: the run's. Steps are the trainer's, `updates_per_step` for one of the configuration's. Due at the first step, every `probe.steps`, and at the last."""

    def __init__(self, prepared: PreparedRun, folder: Path, updates_per_step: int = 1) -> None:
        self._rows = prepared.probe
        self._settings: dict[str, Any] | None = prepared.facts["probe"]
        self._folder = folder
        self._updates = updates_per_step

    def is_due(self, step: int, last: int) -> bool:
        if self._settings is None or not self._rows or self.path(step).exists():
            return False
        return step % (self._settings["steps"] * self._updates) == 0 or step == last

    def path(self, step: int) -> Path:
        return self._folder / "probes" / f"probe_{step}.jsonl"

    def ask(self, sample: Sample) -> list[dict[str, Any]]:
        """The lines of the file."""
        assert self._settings is not None
        answers = sample([row["messages"] for row in self._rows], self._settings["max_new_tokens"])
        return [
            {
                **{key: row[key] for key in ("suiteId", "itemId", "kind", "prompt", "context")},
                "rendered": answer.rendered,
                "response": answer.response,
                "truncated": answer.truncated,
            }
            for row, answer in zip(self._rows, answers)
        ]

    def write(self, step: int, lines: Sequence[dict[str, Any]]) -> None:
        write_lines(self.path(step), lines)
