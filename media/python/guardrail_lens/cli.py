"""
Runs the command line of Guardrail Lens on this machine, with Node as the rewards have it:

    python -m guardrail_lens.cli compare --base /models/base --tuned /runs/checkpoint-100
"""

from __future__ import annotations

import subprocess
import sys

from .errors import GuardrailLensError
from .node import find_command_line


def main(arguments: list[str]) -> int:
    try:
        command = find_command_line()
    except GuardrailLensError as error:
        print(f"guardrail-lens: {error.message}\n{error.advice}", flush=True)
        return 1
    return subprocess.run([*command.arguments, *arguments], stdin=subprocess.DEVNULL, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
