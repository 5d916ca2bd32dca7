"""The one error of this package."""

from __future__ import annotations


class GuardrailLensError(Exception):
    """What happened, and what to do about it."""

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(f"{message} {advice}")
        self.message = message
        self.advice = advice
