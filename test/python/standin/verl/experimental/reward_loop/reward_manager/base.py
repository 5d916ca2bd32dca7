"""As much of verl's base class as a reward manager asks of it."""

from __future__ import annotations

import asyncio
from typing import Any


class RewardManagerBase:
    def __init__(self, config: Any, tokenizer: Any, compute_score: Any) -> None:
        self.config = config
        self.tokenizer = tokenizer
        self.compute_score = compute_score
        self.loop = asyncio.get_event_loop()
