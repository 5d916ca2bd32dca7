"""
The rewards of a run for verl: a reward manager, since it sees the tokens of a completion and so whether the limit cut it.
Named by `reward.reward_manager.source=importlib`; made by verl in every worker that scores. What it gives is written beside the
run too, since verl's dumps hold the sum alone.
"""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path
from typing import Any

from verl.experimental.reward_loop.reward_manager.base import RewardManagerBase

from ..prepared import PreparedRun, read_prepared
from ..rewards import RewardSet
from .data import PROBE
from .scores import PREPARED, SCORES, Score, penalty, score_line, weighted_sum


class GuardrailLensRewardManager(RewardManagerBase):
    """One completion at a time, as verl asks; several wait for the one process of the verifiers."""

    def __init__(self, config: Any, tokenizer: Any, compute_score: Any = None, **given: Any) -> None:
        super().__init__(config, tokenizer, compute_score)
        self._scorer = Scorer(read_prepared(os.environ[PREPARED]), tokenizer, int(config.data.max_response_length))
        name = f"{socket.gethostname()}-{os.getpid()}.jsonl"
        self._path = Path(os.environ[SCORES]) / name

    async def run_single(self, data: Any) -> dict[str, Any]:
        item = data[-1:][0]
        values = item.non_tensor_batch
        width = item.batch["responses"].shape[-1]
        mask = item.batch["attention_mask"]
        prompt_ids = item.batch["prompts"][mask[:-width].bool()].tolist()
        ids = item.batch["responses"][: int(mask[-width:].sum())].tolist()
        score = await self.loop.run_in_executor(
            None,
            lambda: self._scorer.score(
                key=f"{values['uid']}_{values['session_id']}",
                step=int(values["global_steps"]),
                source=str(values["data_source"]),
                prompt=list(values["raw_prompt"]),
                prompt_ids=prompt_ids,
                ids=ids,
                info=values["extra_info"],
            ),
        )
        self._write(score)
        weighted = score["weighted"] or 0.0
        return {
            "reward_score": weighted + score["penalty"],
            "reward_extra_info": {"weighted": weighted, "unscored": score["weighted"] is None},
        }

    def _write(self, score: Score) -> None:
        """One write of a whole line: verl's workers are ended without a word."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab", buffering=0) as file:
            file.write(score_line(score))


class Scorer:
    """`most_tokens`: of a completion. Knows nothing of verl's batches."""

    def __init__(self, prepared: PreparedRun, tokenizer: Any, most_tokens: int) -> None:
        self._facts = prepared.facts
        self._tokenizer = tokenizer
        self._most = most_tokens
        self._rewards = RewardSet(
            self._facts["rewards"], tokenizer=tokenizer, chat_template_kwargs=self._facts["chat_template_kwargs"]
        )

    def score(
        self,
        key: str,
        step: int,
        source: str,
        prompt: list[dict[str, Any]],
        prompt_ids: list[int],
        ids: list[int],
        info: dict[str, Any],
    ) -> Score:
        """Raises GuardrailLensError where the verifiers cannot be asked."""
        probe = source == PROBE
        most = min(self._most, self._facts["probe"]["max_new_tokens"]) if probe else self._most
        ids, cut = ids[:most], len(ids) > most
        truncated = cut or (len(ids) == most and ids[-1] not in self._ends())
        completion = self._tokenizer.decode(ids, skip_special_tokens=True)
        rewards: dict[str, float | None] = {}
        if not probe:
            request = {
                **self._rewards.request(prompt, completion, json.loads(info["columns"])),
                "tokens": len(ids),
                "truncated": truncated,
            }
            rewards = self._rewards.score([request])[0]
        return {
            "key": key,
            "step": step,
            "source": source,
            "index": int(info["index"]),
            "item": str(info["id"]),
            "prompt": self._tokenizer.decode(prompt_ids, skip_special_tokens=False),
            "completion": completion,
            "tokens": len(ids),
            "truncated": truncated,
            "rewards": rewards,
            "weighted": weighted_sum(rewards, self._facts["rewards"]),
            "penalty": 0.0 if probe else penalty(len(ids), self._facts["verl"]["run"].get("soft_overlong")),
        }

    def _ends(self) -> set[int]:
        return {token for token in (self._tokenizer.eos_token_id, self._tokenizer.pad_token_id) if token is not None}
