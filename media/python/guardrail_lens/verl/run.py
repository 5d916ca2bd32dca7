"""
Runs what `guardrail-lens prepare --verl` wrote, with `verl.trainer.main_ppo`:

    python -m guardrail_lens.verl prepared --output-dir run --gpus 8
    python -m guardrail_lens.verl prepared --output-dir run --gpus 8 -- actor_rollout_ref.rollout.tensor_model_parallel_size=2

verl runs as a child process, in a Ray of its own on the GPUs of this machine that the job has; what it dumps is followed and
written into the folder of the run, which opens in Guardrail Lens while it goes on.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from ..errors import GuardrailLensError
from ..limits import Limits
from ..node import find_command_line
from ..ports import port_of
from ..prepared import PreparedRun, read_prepared
from ..run_folder import SignOfLife, write_text
from . import data, overrides
from .checkpoints import Checkpoints, adapter_publisher, publish_model
from .folder import RunFolder
from .scores import PREPARED, SCORES

PACE_SECONDS = 2.0
END_SECONDS = 60.0
"""What a Ray takes to end its workers."""

MAIN = "verl.trainer.main_ppo"
REWARDS = "pkg://guardrail_lens.verl.rewards"
TENSOR_PARALLEL = "actor_rollout_ref.rollout.tensor_model_parallel_size"
FREE = frozenset({TENSOR_PARALLEL})
"""Keys of ours that the user may set otherwise."""


@dataclass(frozen=True)
class Options:
    """`model`: the base on this machine, in the place of the one that the configuration names. `further`: overrides of the user."""

    gpus: int = 1
    model: str | None = None
    resume: bool = False
    further: tuple[str, ...] = ()


def main(arguments: list[str]) -> int:
    """The exit status: 0 also where the run was halted by its limits, or its last checkpoint was its last step already."""
    parser = argparse.ArgumentParser(prog="python -m guardrail_lens.verl", description="Runs a prepared run with verl.")
    parser.add_argument("prepared", type=Path, help="the folder that `guardrail-lens prepare --verl` wrote")
    parser.add_argument("--output-dir", type=Path, required=True, help="the folder of the run")
    parser.add_argument("--gpus", type=int, default=1, help="GPUs of this machine (1)")
    parser.add_argument("--model", help="the base on this machine, in the place of the one that the configuration names")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint in the folder")
    parser.add_argument("further", nargs="*", help="further overrides of verl.trainer.main_ppo, behind --")
    given = parser.parse_args(arguments)
    options = Options(given.gpus, given.model, given.resume, tuple(given.further))
    try:
        return train(given.prepared, given.output_dir, options)
    except GuardrailLensError as error:
        print(f"guardrail-lens: {error.message}\n{error.advice}", file=sys.stderr, flush=True)
        return 1


def train(folder: Path, output: Path, options: Options, pace: float = PACE_SECONDS) -> int:
    """The exit status of verl, 0 where the run was halted. Raises GuardrailLensError where the run cannot begin here."""
    prepared = read_prepared(folder)
    plan = prepared.facts.get("verl")
    if plan is None:
        raise GuardrailLensError(f"{folder} holds no run of verl.", "Write it with `guardrail-lens prepare --verl`.")
    for remark in plan["remarks"]:
        print(f"guardrail-lens: {remark}", flush=True)
    version = overrides.verl_version()
    _require_gpus(options.gpus)
    if any(port_of(spec) is None for spec in prepared.facts["rewards"]):
        find_command_line()
    # Absolute, since verl runs in a folder of its own.
    folder, output = folder.resolve(), output.resolve()
    work = output / "verl"
    work.mkdir(parents=True, exist_ok=True)
    base = _local_model(prepared.facts, options.model)
    steps, sizes = _write_data(prepared, work, base)
    own = overrides.as_arguments({**plan["overrides"], **_of_this_run(prepared, output, base, steps, sizes, options)})
    arguments = overrides.with_further(own, options.further, FREE)
    overrides.check(arguments)
    write_text(output / "prepared.json", json.dumps(prepared.facts, indent=2) + "\n")

    begun = _last_checkpoint(work) if options.resume else 0
    metrics = work / f"metrics-{int(time.time())}-{os.getpid()}.jsonl"
    follower = RunFolder(prepared, output, work, metrics, steps, begun)
    checkpoints = Checkpoints(work / "checkpoints", output, _publisher(prepared, options.model))
    limits = Limits(plan["run"]["limits"], 1)
    environment = _environment(os.environ, folder, work, metrics)
    print(f"guardrail-lens: verl {version}, {steps} steps on {options.gpus} GPUs.", flush=True)
    alive = SignOfLife(output)
    try:
        with _child([sys.executable, "-m", MAIN, *arguments], work, environment) as child:
            return _follow(child, follower, checkpoints, limits, pace)
    finally:
        alive.end()


def _follow(
    child: subprocess.Popen[bytes], follower: RunFolder, checkpoints: Checkpoints, limits: Limits, pace: float
) -> int:
    asked = 0
    while True:
        ended = child.poll() is not None
        follower.look(ended)
        checkpoints.look()
        for entry in follower.log[asked:]:
            reason = limits.reason(entry, int(entry["step"]))
            if reason is not None and not ended:
                print(f"guardrail-lens: the run halts: {reason}", flush=True)
                return 0
        asked = len(follower.log)
        if ended:
            return child.returncode
        time.sleep(pace)


@contextmanager
def _child(
    command: Sequence[str], work: Path, environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Ended with whoever waits for it: a scheduler ends a job by SIGTERM."""

    def leave(number: int, _: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, leave)
    child = subprocess.Popen(command, cwd=work, env=dict(environment), stdin=subprocess.DEVNULL)
    try:
        yield child
    finally:
        signal.signal(signal.SIGTERM, before)
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(timeout=END_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _environment(given: Mapping[str, str], prepared: Path, work: Path, metrics: Path) -> dict[str, str]:
    """
    Within a job of Ray `ray.init` would join that cluster, whose GPUs the job holds itself: verl would wait for them. So it is
    told to start its own, which sees the GPUs of the job.
    """
    kept = {name: value for name, value in given.items() if not name.startswith(("RAY_JOB_", "RAY_RUNTIME_ENV"))}
    return {
        **kept,
        "RAY_ADDRESS": "local",
        "VERL_FILE_LOGGER_PATH": str(metrics),
        PREPARED: str(prepared),
        SCORES: str(work / "scores"),
    }


def _of_this_run(
    prepared: PreparedRun, output: Path, base: str, steps: int, sizes: dict[str, int], options: Options
) -> dict[str, Any]:
    """What is known here alone: paths, and the sizes of what the rows came to."""
    work = output / "verl"
    every = _validation_steps(prepared, sizes)
    return {
        "actor_rollout_ref.model.path": base,
        TENSOR_PARALLEL: 1,
        "data.train_files": str(work / "train.parquet"),
        "data.val_files": str(work / "validation.parquet"),
        "data.max_prompt_length": sizes["longest_prompt"],
        "reward.reward_manager.source": "importlib",
        "reward.reward_manager.name": "GuardrailLensRewardManager",
        "reward.reward_manager.module.path": REWARDS,
        "trainer.total_training_steps": steps,
        "trainer.total_epochs": 1,
        "trainer.n_gpus_per_node": options.gpus,
        "trainer.nnodes": 1,
        "trainer.logger": ["console", "file"],
        "trainer.project_name": "guardrail_lens",
        "trainer.experiment_name": output.name,
        "trainer.rollout_data_dir": str(work / "rollouts"),
        "trainer.validation_data_dir": str(work / "validation"),
        "trainer.default_local_dir": str(work / "checkpoints"),
        "trainer.resume_mode": "auto" if options.resume else "disable",
        "trainer.test_freq": -1 if every is None else every,
        "trainer.val_before_train": every is not None,
        "ray_kwargs.ray_init.num_cpus": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None,
        "hydra.run.dir": str(work / "hydra"),
    }


def _validation_steps(prepared: PreparedRun, sizes: dict[str, int]) -> int | None:
    """So often that every evaluation and every probe falls on one; null: there is neither."""
    evaluation, probe = prepared.facts["verl"]["run"]["evaluation"], prepared.facts["probe"]
    due = [
        *([evaluation["steps"]] if evaluation is not None and sizes["held_out"] > 0 else []),
        *([probe["steps"]] if probe is not None and sizes["probe"] > 0 else []),
    ]
    return math.gcd(*due) if due else None


def _write_data(prepared: PreparedRun, work: Path, base: str) -> tuple[int, dict[str, int]]:
    """The steps of the run, and sizes of its rows."""
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(base)
    plan = prepared.facts["verl"]["run"]
    rows = prepared.fitting(prepared.train, tokenizer)
    held_out = prepared.fitting(prepared.held_out, tokenizer) if plan["evaluation"] is not None else []
    each = plan["prompts_per_step"]
    steps = plan["max_steps"] or max(1, math.ceil(plan["num_train_epochs"] * len(rows) / each))
    train = data.training_rows(prepared.in_order(rows, steps * each))
    validation = data.validation_rows(held_out, prepared.probe)
    data.write_parquet(work / "train.parquet", train)
    data.write_parquet(work / "validation.parquet", validation or train[:1])
    longest = max(prepared.facts["max_prompt_length"], data.longest_prompt(prepared, validation, tokenizer))
    return steps, {"held_out": len(held_out), "probe": len(prepared.probe), "longest_prompt": longest}


def _local_model(facts: dict[str, Any], model: str | None) -> str:
    """verl takes no revision: what is not a folder is got first, as transformers gets it."""
    named = model or facts["model"]
    if Path(named).is_dir():
        return str(Path(named).resolve())
    from huggingface_hub import snapshot_download

    return snapshot_download(named, revision=facts.get("model_revision") if model is None else None)


def _publisher(prepared: PreparedRun, model: str | None) -> Callable[[Path, Path], None]:
    plan = prepared.facts["verl"]
    if plan["overrides"]["actor_rollout_ref.model.lora_rank"] == 0:
        return publish_model
    return adapter_publisher(model or prepared.facts["model"], plan["overrides"], plan["run"]["save_dtype"])


def _last_checkpoint(work: Path) -> int:
    try:
        return int((work / "checkpoints" / "latest_checkpointed_iteration.txt").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return 0


def visible_gpus() -> int:
    import torch

    return torch.cuda.device_count()


def _require_gpus(wanted: int) -> None:
    seen = visible_gpus()
    if seen < wanted:
        raise GuardrailLensError(
            f"This job sees {seen} GPUs, and the run wants {wanted}.",
            "verl trains on GPUs alone: let the target give the job so many (gpus), or take a smaller number.",
        )
