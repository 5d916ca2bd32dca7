"""Callbacks for the trainers of transformers and TRL: what they write, Guardrail Lens shows while the run goes on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas
import torch
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from .limits import Limits
from .prepared import PreparedRun
from .probe import Sampled, SafetyProbe
from .run_folder import SignOfLife, write_whole

ANSWERED_TOGETHER = 16


class RunFolderCallback(TrainerCallback):
    """trainer_state.json with every line of the log (the trainer itself writes it with checkpoints alone), and a sign of life."""

    def __init__(self) -> None:
        self._alive: SignOfLife | None = None

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        if state.is_world_process_zero:
            _save(args, state)
            self._alive = SignOfLife(Path(args.output_dir))

    def on_log(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        if state.is_world_process_zero:
            _save(args, state)

    def on_train_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        if state.is_world_process_zero:
            _save(args, state)
        if self._alive is not None:
            self._alive.end()


def _save(args: TrainingArguments, state: TrainerState) -> None:
    write_whole(Path(args.output_dir) / "trainer_state.json", lambda path: state.save_to_json(str(path)))


class SafetyProbeCallback(TrainerCallback):
    """
    Added with `trainer.add_callback(SafetyProbeCallback(prepared, trainer))`. Every process answers all prompts, since with
    sharded weights none can answer alone; the first one writes.
    """

    def __init__(self, prepared: PreparedRun, trainer: Any) -> None:
        self._trainer = trainer
        self._template = prepared.facts["chat_template_kwargs"]
        plan = prepared.facts["trl"]
        updates = 1 if plan is None else plan["run"]["updates_per_step"]
        self._probe = SafetyProbe(prepared, Path(trainer.args.output_dir), updates)

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        self._ask(state)

    def on_step_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        self._ask(state)

    def _ask(self, state: TrainerState) -> None:
        accelerator = self._trainer.accelerator
        # One process decides for all: another one may see the file that this one has just written.
        due = torch.tensor(int(self._probe.is_due(state.global_step, state.max_steps)), device=accelerator.device)
        if accelerator.reduce(due, reduction="sum").item() == 0:
            return
        lines = self._probe.ask(self._sample)
        if state.is_world_process_zero:
            self._probe.write(state.global_step, lines)

    def _sample(self, chats: Sequence[list[dict[str, str]]], most_tokens: int) -> list[Sampled]:
        from trl.models.utils import unwrap_model_for_generation

        tokenizer = self._trainer.processing_class
        rendered = [
            tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True, **self._template)
            for chat in chats
        ]
        answers: list[Sampled] = []
        model = self._trainer.model_wrapped
        training = model.training
        model.eval()
        try:
            with unwrap_model_for_generation(model, self._trainer.accelerator) as unwrapped, torch.no_grad():
                for start in range(0, len(rendered), ANSWERED_TOGETHER):
                    answers += _greedy(unwrapped, tokenizer, rendered[start : start + ANSWERED_TOGETHER], most_tokens)
        finally:
            model.train(training)
        return answers


def _greedy(model: Any, tokenizer: Any, rendered: list[str], most_tokens: int) -> list[Sampled]:
    inputs = tokenizer(
        rendered, add_special_tokens=False, padding=True, padding_side="left", return_tensors="pt"
    ).to(model.device)
    ids = model.generate(
        input_ids=inputs["input_ids"],
        attention_mask=inputs["attention_mask"],
        do_sample=False,
        temperature=None,
        top_p=None,
        top_k=None,
        max_new_tokens=most_tokens,
        pad_token_id=tokenizer.pad_token_id,
    )[:, inputs["input_ids"].shape[1] :]
    ends = _end_ids(model, tokenizer)
    return [
        Sampled(prompt, tokenizer.decode(row, skip_special_tokens=True), not ends.intersection(row.tolist()))
        for prompt, row in zip(rendered, ids)
    ]


def _end_ids(model: Any, tokenizer: Any) -> set[int]:
    of_model = model.generation_config.eos_token_id
    listed = of_model if isinstance(of_model, list) else [of_model]
    return {token for token in [*listed, tokenizer.eos_token_id] if token is not None}


class CompletionsCallback(TrainerCallback):
    """
    The completions of a step as GRPOTrainer writes them with `log_completions`: completions/completions_<step>.parquet. For
    RLOOTrainer, which keeps the same table (`_logs`, of TRL 1.16) and hands it to logging services alone.
    """

    def __init__(self, trainer: Any) -> None:
        self._trainer = trainer

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, float] | None = None,
        **kwargs: Any,
    ) -> None:
        if not state.is_world_process_zero or "reward" not in (logs or {}):
            return
        table = self._trainer._logs
        rows = pandas.DataFrame(
            {
                "step": [state.global_step] * len(table["prompt"]),
                "prompt": list(table["prompt"]),
                "completion": list(table["completion"]),
                **{name: list(rewards) for name, rewards in table["rewards"].items()},
                "advantage": list(table["advantages"]),
            }
        )
        path = Path(args.output_dir) / "completions" / f"completions_{state.global_step:05d}.parquet"
        write_whole(path, rows.to_parquet)


class LimitsCallback(TrainerCallback):
    """`limits` of a *.train.json (limits.py)."""

    def __init__(self, limits: dict[str, Any], updates_per_step: int) -> None:
        self._limits = Limits(limits, updates_per_step)

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, float] | None = None,
        **kwargs: Any,
    ) -> None:
        reason = self._limits.reason(logs or {}, state.global_step)
        if reason is not None:
            print(f"guardrail-lens: the run halts: {reason}", flush=True)
            control.should_training_stop = True
            control.should_save = True
