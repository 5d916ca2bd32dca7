"""`limits` of a *.train.json by the log of a run: KL to the base, and steps in a row without any difference in reward."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Limits:
    """`updates_per_step`: steps of the trainer for one of the configuration's."""

    def __init__(self, limits: dict[str, Any], updates_per_step: int) -> None:
        self._kl = limits["kl"]
        self._flat_updates = None if limits["zero_std_steps"] is None else limits["zero_std_steps"] * updates_per_step
        self._flat_since: int | None = None

    def reason(self, logs: Mapping[str, float], step: int) -> str | None:
        """Why the run halts after this entry of its log; None: it goes on."""
        if self._kl is not None and logs.get("kl", 0.0) > self._kl:
            return f"the KL to the base is {logs['kl']:.4g}, above limits.kl ({self._kl:g})."
        if self._flat_updates is None or "frac_reward_zero_std" not in logs:
            return None
        if logs["frac_reward_zero_std"] < 1:
            self._flat_since = None
            return None
        self._flat_since = step if self._flat_since is None else self._flat_since
        if step - self._flat_since + 1 < self._flat_updates:
            return None
        return f"no group has had any difference in reward since step {self._flat_since} (limits.zero_std_steps)."
