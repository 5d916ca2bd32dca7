"""Overrides of verl's configuration as its command line takes them (Hydra's grammar), and whether this verl knows them."""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import GuardrailLensError

CHECKED = "0.9"
"""The verl that media/python/VERL.md was checked against."""


def verl_version() -> str:
    """Imports nothing of it. Raises GuardrailLensError where there is none."""
    try:
        return importlib.metadata.version("verl")
    except importlib.metadata.PackageNotFoundError as error:
        raise GuardrailLensError(
            "verl is not installed in this Python.",
            'Install it there with vLLM (pip install "verl[vllm]"), or name another Python for the target.',
        ) from error


def as_arguments(overrides: Mapping[str, Any]) -> list[str]:
    return [f"{key}={value_text(value)}" for key, value in overrides.items()]


def value_text(value: Any) -> str:
    """Hydra's grammar: strings are quoted, so that nothing in one is read as more than its text."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        # A backslash counts before a quote alone.
        return "'" + re.sub(r"(\\*)'", r"\1\1\\'", re.sub(r"(\\+)\Z", r"\1\1", value)) + "'"
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{key}:{value_text(of)}" for key, of in value.items()) + "}"
    return "[" + ",".join(map(value_text, value)) + "]"


def key_of(argument: str) -> str:
    """Of `+actor.x=1`: actor.x."""
    return argument.split("=", 1)[0].lstrip("+~")


def with_further(own: Sequence[str], further: Sequence[str], free: frozenset[str]) -> list[str]:
    """
    `further`: the user's. Those of ours that are `free` give way to them. Raises GuardrailLensError where one would change what
    the run sets itself: then the folder of the run would tell something else than what was trained.
    """
    given = {key_of(argument) for argument in further}
    ours = {key_of(argument) for argument in own} - free
    taken = sorted(key for key in given if key in ours or any(key.startswith(f"{of}.") for of in ours))
    if taken:
        raise GuardrailLensError(
            f"The run sets {', '.join(taken)} itself.", "Leave it out, or change the key of the *.train.json."
        )
    return [*(argument for argument in own if key_of(argument) not in given), *further]


def check(arguments: Sequence[str]) -> Any:
    """
    The configuration of verl with these overrides, composed by Hydra as `main_ppo` does; only verl's YAML is read. Raises
    GuardrailLensError where this verl has no such key.
    """
    from hydra import compose, initialize_config_dir
    from hydra.errors import HydraException
    from omegaconf.errors import OmegaConfBaseException

    spec = importlib.util.find_spec("verl")
    if spec is None or not spec.submodule_search_locations:
        raise GuardrailLensError("verl is not installed in this Python.", 'Install it there: pip install "verl[vllm]".')
    folder = Path(next(iter(spec.submodule_search_locations))) / "trainer" / "config"
    try:
        with contextlib.redirect_stderr(io.StringIO()), initialize_config_dir(str(folder), version_base=None):
            return compose(config_name="ppo_trainer", overrides=list(arguments))
    except (HydraException, OmegaConfBaseException) as error:
        said = " ".join(str(error).split())
        raise GuardrailLensError(
            f"verl {verl_version()} does not take these settings: {said}",
            f"The run is written for verl {CHECKED}; install that, or mend verl_overrides of the target.",
        ) from error
