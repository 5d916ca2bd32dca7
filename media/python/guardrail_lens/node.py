"""Finds Node and the command line of Guardrail Lens on this machine. Knows nothing of what they are asked."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .errors import GuardrailLensError

LEAST_NODE = (22, 15)
"""As src/cli/requireNode.ts: node:sqlite without a flag."""

START_SECONDS = 60
"""A busy machine is slow to start a process."""


@dataclass(frozen=True)
class CommandLine:
    """The start of an argument array that runs `guardrail-lens`."""

    arguments: tuple[str, ...]


def find_command_line(node: str | None = None, cli: str | None = None) -> CommandLine:
    """
    `node`: the executable, else $GUARDRAIL_LENS_NODE, else the `node` on the path. `cli`: dist/cli.mjs of a clone or of the
    installed extension, else $GUARDRAIL_LENS_CLI, else the `guardrail-lens` on the path.

    Raises GuardrailLensError where one of them is missing or Node is too old.
    """
    cli = cli or os.environ.get("GUARDRAIL_LENS_CLI") or _linked_cli()
    if cli is None or not Path(cli).is_file():
        where = "on the path" if cli is None else f"at {cli}"
        raise GuardrailLensError(
            f"The command line of Guardrail Lens is not {where}.",
            "Set GUARDRAIL_LENS_CLI to the dist/cli.mjs of a clone or of the installed extension.",
        )
    node = node or os.environ.get("GUARDRAIL_LENS_NODE") or shutil.which("node")
    if node is None:
        raise GuardrailLensError(
            "Node is not on the path of this machine, and the rewards are computed by it.",
            f"Install Node {_text(LEAST_NODE)} or newer, or set GUARDRAIL_LENS_NODE to its executable.",
        )
    _require_version(node)
    return CommandLine((node, "--no-warnings", cli))


def _linked_cli() -> str | None:
    """`npm link` puts a link to dist/cli.mjs on the path; on Windows a script, which Node cannot run."""
    found = shutil.which("guardrail-lens")
    return None if found is None or os.name == "nt" else os.path.realpath(found)


def _require_version(node: str) -> None:
    try:
        said = subprocess.run(
            [node, "--version"],
            capture_output=True,
            text=True,
            timeout=START_SECONDS,
            check=True,
            stdin=subprocess.DEVNULL,
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise GuardrailLensError(
            f"{node} cannot be run: {error}.", "Set GUARDRAIL_LENS_NODE to the executable of Node."
        ) from error
    match = re.match(r"v(\d+)\.(\d+)", said)
    if match is None or (int(match[1]), int(match[2])) < LEAST_NODE:
        raise GuardrailLensError(
            f"Node {said.strip() or '(no version)'} is too old.",
            f"Install Node {_text(LEAST_NODE)} or newer, or set GUARDRAIL_LENS_NODE to its executable.",
        )


def _text(version: tuple[int, int]) -> str:
    return f"{version[0]}.{version[1]}"
