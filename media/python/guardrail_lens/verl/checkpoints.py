"""
The checkpoints of verl as those of a run's folder: `checkpoint-<step>` in the format of Hugging Face. Whole weights are those that
verl saves as `hf_model`; adapters are put together of the shards of its FSDP workers. torch and peft are imported where shards are.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..run_folder import write_text

_STEP = re.compile(r"global_step_(\d+)\Z")
_PUBLISHED = re.compile(r"checkpoint-(\d+)\Z")

Publish = Callable[[Path, Path], None]
"""From the `actor` folder of a step to a folder that is there and empty."""


class Checkpoints:
    """`source`: trainer.default_local_dir. `run`: the folder of the run."""

    def __init__(self, source: Path, run: Path, publish: Publish) -> None:
        self._source = source
        self._run = run
        self._publish = publish

    def look(self) -> list[int]:
        """Publishes what verl has finished and drops what it has dropped. The steps that are new."""
        finished = self._finished()
        published = {step: path for path in self._run.glob("checkpoint-*") if (step := _number(_PUBLISHED, path))}
        for step in published.keys() - finished.keys():
            shutil.rmtree(published[step], ignore_errors=True)
        new = sorted(finished.keys() - published.keys())
        for step in new:
            beside = self._run / f"checkpoint-{step}.tmp"
            shutil.rmtree(beside, ignore_errors=True)
            beside.mkdir(parents=True)
            self._publish(finished[step] / "actor", beside)
            os.replace(beside, self._run / f"checkpoint-{step}")
        return new

    def _finished(self) -> dict[int, Path]:
        """verl names the newest one when all of it is written; of an older one it removes `actor`."""
        try:
            latest = int((self._source / "latest_checkpointed_iteration.txt").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        steps = {step: path for path in self._source.glob("global_step_*") if (step := _number(_STEP, path))}
        return {step: path for step, path in steps.items() if step <= latest and (path / "actor").is_dir()}


def publish_model(actor: Path, folder: Path) -> None:
    """Of the same disk: a link takes no room, and stays when verl removes its own."""
    _link_all(actor / "huggingface", folder)


def adapter_publisher(base: str, overrides: dict[str, Any], dtype: str) -> Publish:
    """`base`: what the adapter names as its base."""
    model = "actor_rollout_ref.model"
    config = {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": base,
        "r": overrides[f"{model}.lora_rank"],
        "lora_alpha": overrides[f"{model}.lora_alpha"],
        "target_modules": list(overrides[f"{model}.target_modules"]),
        "lora_dropout": 0.0,
        "bias": "none",
        "use_rslora": False,
        "inference_mode": True,
    }

    def publish(actor: Path, folder: Path) -> None:
        import torch
        from safetensors.torch import save_file

        weights = merged_adapter(actor)
        save_file(
            {name: tensor.to(getattr(torch, dtype)).contiguous() for name, tensor in weights.items()},
            str(folder / "adapter_model.safetensors"),
            metadata={"format": "pt"},
        )
        write_text(folder / "adapter_config.json", json.dumps(config, indent=2) + "\n")
        _link_all(actor / "huggingface", folder, lambda name: name not in ("config.json", "generation_config.json"))

    return publish


def merged_adapter(actor: Path) -> dict[str, Any]:
    """The low-rank weights of all ranks, whole, by PEFT's names. The files are those that the run's own workers pickled."""
    import torch

    world = json.loads((actor / "fsdp_config.json").read_text(encoding="utf-8"))["world_size"]
    shards = [
        torch.load(actor / f"model_world_size_{world}_rank_{rank}.pt", map_location="cpu", weights_only=False)
        for rank in range(world)
    ]
    return {
        name.replace(".default.weight", ".weight"): _whole([shard[name] for shard in shards])
        for name in sorted(shards[0])
        if "lora_" in name
    }


def _whole(parts: list[Any]) -> Any:
    """A DTensor knows along which dimension it was cut; a plain tensor is the same in every rank."""
    import torch

    first = parts[0]
    if not hasattr(first, "placements"):
        return first
    placement = first.placements[-1]
    if placement.is_replicate():
        return first._local_tensor
    ranks = _ranks_of_one_copy(first, len(parts))
    return torch.cat([parts[rank]._local_tensor for rank in ranks], dim=placement.dim)


def _ranks_of_one_copy(tensor: Any, ranks: int) -> list[int]:
    """With replicas beside the shards (a mesh of two dimensions) the first row of the mesh is a whole copy."""
    mesh = tensor.device_mesh.mesh
    return list(range(ranks)) if mesh.dim() == 1 else [int(rank) for rank in mesh[0].tolist()]


def _link_all(source: Path, folder: Path, wanted: Callable[[str], bool] = lambda _: True) -> None:
    for path in source.iterdir():
        if not path.is_file() or not wanted(path.name):
            continue
        try:
            os.link(path, folder / path.name)
        except OSError:
            shutil.copy2(path, folder / path.name)


def _number(pattern: re.Pattern[str], path: Path) -> int | None:
    match = pattern.search(path.name)
    return None if match is None else int(match[1])
