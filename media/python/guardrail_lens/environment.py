"""
Says what this machine has of what a run needs, as one line of JSON:

    python -m guardrail_lens.environment

Imports no trainer, so that it takes no longer than it has to.
"""

from __future__ import annotations

import json
import platform
from importlib import metadata
from typing import Any

from .errors import GuardrailLensError
from .node import find_command_line

PACKAGES = ("torch", "transformers", "trl", "peft", "accelerate", "datasets", "vllm", "verl", "ray")


def environment() -> dict[str, Any]:
    """`packages`: versions by name, None where one is not there. `node`: the executable, None where rewards have none."""
    node, problem = None, None
    try:
        node = find_command_line().arguments[0]
    except GuardrailLensError as error:
        problem = f"{error.message} {error.advice}"
    return {
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in PACKAGES},
        "gpus": _gpus(),
        "node": node,
        "node_problem": problem,
    }


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _gpus() -> int:
    try:
        import torch
    except ImportError:
        return 0
    return torch.cuda.device_count()


if __name__ == "__main__":
    print(json.dumps({"guardrail_lens": environment()}), flush=True)
