"""What the tests of media/python share: the package on the path, and whether the command line is there."""

from __future__ import annotations

import os
import sys
import unittest
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "media" / "python"))

os.environ.setdefault("GUARDRAIL_LENS_CLI", str(REPOSITORY / "dist" / "cli.mjs"))

needs_cli = unittest.skipUnless(
    Path(os.environ["GUARDRAIL_LENS_CLI"]).is_file(), "dist/cli.mjs is not built (npm run build)"
)
