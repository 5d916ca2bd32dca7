"""
Runs what `guardrail-lens prepare --trl` wrote, with TRL's trainers:

    python -m guardrail_lens.train prepared --output-dir run
    accelerate launch --num_processes 8 -m guardrail_lens.train prepared --output-dir run

The folder of the run opens in Guardrail Lens while it goes on, and its checkpoints are compared like any others.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import math
import os
from pathlib import Path
from typing import Any

import torch
import trl
from datasets import Dataset
from peft import LoraConfig
from transformers import AutoTokenizer
from transformers.trainer_utils import get_last_checkpoint

from .callbacks import CompletionsCallback, LimitsCallback, RunFolderCallback, SafetyProbeCallback
from .errors import GuardrailLensError
from .prepared import PreparedRun, Row, read_prepared
from .rewards import RewardSet
from .run_folder import write_text

CONFIGS = {
    "GRPOTrainer": "GRPOConfig",
    "RLOOTrainer": "RLOOConfig",
    "SFTTrainer": "SFTConfig",
    "DPOTrainer": "DPOConfig",
}
ONLINE = ("GRPOTrainer", "RLOOTrainer")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m guardrail_lens.train", description="Runs a prepared run with TRL.")
    parser.add_argument("prepared", type=Path, help="the folder that `guardrail-lens prepare --trl` wrote")
    parser.add_argument("--output-dir", type=Path, required=True, help="the folder of the run")
    parser.add_argument("--model", help="the base on this machine, in the place of the one that the configuration names")
    parser.add_argument("--use-vllm", action="store_true", help="sample by vLLM in the trainer's processes")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint in the folder")
    given = parser.parse_args(arguments)
    try:
        train(given.prepared, given.output_dir, model=given.model, use_vllm=given.use_vllm, resume=given.resume)
    except GuardrailLensError as error:
        raise SystemExit(f"guardrail-lens: {error.message}\n{error.advice}") from error


def train(
    folder: Path, output: Path, model: str | None = None, use_vllm: bool = False, resume: bool = False
) -> None:
    """Raises GuardrailLensError where the run cannot begin on this machine."""
    prepared = read_prepared(folder)
    plan = prepared.facts["trl"]
    if plan is None:
        raise GuardrailLensError(f"{folder} holds no run of TRL.", "Write it with `guardrail-lens prepare --trl`.")
    if os.environ.get("RANK", "0") == "0":
        for remark in plan["remarks"]:
            print(f"guardrail-lens: {remark}", flush=True)
    base = model or prepared.facts["model"]
    revision = prepared.facts.get("model_revision") if model is None else None
    pinned = {} if revision is None else {"revision": revision}
    tokenizer = AutoTokenizer.from_pretrained(base, **pinned)
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    rows = prepared.fitting(prepared.train, tokenizer)
    held_out = prepared.fitting(prepared.held_out, tokenizer) if plan["config"]["eval_strategy"] != "no" else []
    steps = _steps(plan["run"], len(rows))
    ordered = prepared.in_order(rows, steps * plan["run"]["rows_per_step"])
    online = plan["trainer"] in ONLINE
    config = _config(
        plan,
        output_dir=str(output),
        max_steps=steps * plan["run"]["updates_per_step"],
        bf16=torch.cuda.is_available() and torch.cuda.is_bf16_supported(),
        use_cpu=not torch.cuda.is_available(),
        report_to="none",
        **({"model_init_kwargs": pinned} if pinned else {}),
        **({} if held_out else {"eval_strategy": "no", "eval_on_start": False}),
        **({"use_vllm": use_vllm} if online else {}),
    )
    rewards = RewardSet(
        prepared.facts["rewards"],
        tokenizer=tokenizer,
        chat_template_kwargs=prepared.facts["chat_template_kwargs"],
    ) if online else None
    trainer = getattr(trl, plan["trainer"])(
        model=base,
        args=config,
        train_dataset=_dataset(prepared, ordered, online),
        eval_dataset=_dataset(prepared, held_out, online) if held_out else None,
        processing_class=tokenizer,
        peft_config=None if plan["lora"] is None else LoraConfig(**plan["lora"]),
        **({} if rewards is None else {"reward_funcs": [*rewards.functions, *_penalties(plan)]}),
    )
    updates = plan["run"]["updates_per_step"]
    trainer.add_callback(LimitsCallback(plan["run"]["limits"], updates))
    trainer.add_callback(RunFolderCallback())
    if plan["trainer"] == "RLOOTrainer":
        trainer.add_callback(CompletionsCallback(trainer))
    trainer.add_callback(SafetyProbeCallback(prepared, trainer))
    if trainer.accelerator.is_main_process:
        # What Guardrail Lens reads of the run besides TRL's own files: algorithm, weights of the rewards, remarks.
        write_text(output / "prepared.json", json.dumps(prepared.facts, indent=2) + "\n")
    trainer.train(resume_from_checkpoint=get_last_checkpoint(str(output)) if resume else None)
    trainer.save_state()
    if rewards is not None:
        rewards.close()


def _steps(run: dict[str, Any], rows: int) -> int:
    if run["max_steps"] is not None:
        return run["max_steps"]
    return max(1, math.ceil(run["num_train_epochs"] * rows / run["rows_per_step"]))


def _config(plan: dict[str, Any], **more: Any) -> Any:
    name = CONFIGS[plan["trainer"]]
    try:
        return getattr(trl, name)(**{**plan["config"], **more})
    except (TypeError, ValueError) as error:
        version = importlib.metadata.version("trl")
        raise GuardrailLensError(
            f"{name} of TRL {version} does not take these settings: {error}.",
            "Install the TRL that media/python/TRL.md names, or change the key.",
        ) from error


def _dataset(prepared: PreparedRun, rows: list[Row], online: bool) -> Dataset:
    """Online trainers hand `columns` to the rewards; the others take the chat template's variables row by row."""
    if online:
        return Dataset.from_list([{"prompt": row["prompt"], "columns": row["columns"]} for row in rows])
    template = prepared.facts["chat_template_kwargs"]
    learned = ("text", "prompt", "completion", "chosen", "rejected")
    return Dataset.from_list(
        [
            {
                **{key: row[key] for key in learned if key in row},
                **({"chat_template_kwargs": template} if template and "text" not in row else {}),
            }
            for row in rows
        ]
    )


def _penalties(plan: dict[str, Any]) -> list[Any]:
    overlong = plan["run"].get("soft_overlong")
    if overlong is None:
        return []
    from trl.rewards import get_soft_overlong_punishment

    penalty = get_soft_overlong_punishment(overlong["max_completion_length"], overlong["cache"])
    penalty.__name__ = "soft_overlong"
    return [penalty]


if __name__ == "__main__":
    main()
