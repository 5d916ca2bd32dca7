"""What a machine says of itself, in one line that a job's log may hold among others."""

from __future__ import annotations

import json
import platform
import subprocess
import sys
import unittest

from support import REPOSITORY, needs_cli

from guardrail_lens.environment import PACKAGES, environment


class Environment(unittest.TestCase):
    def test_is_one_line_of_json(self) -> None:
        said = subprocess.run(
            [sys.executable, "-m", "guardrail_lens.environment"],
            capture_output=True,
            text=True,
            check=True,
            cwd=REPOSITORY / "media" / "python",
            stdin=subprocess.DEVNULL,
        ).stdout
        (line,) = said.splitlines()
        found = json.loads(line)["guardrail_lens"]
        self.assertEqual(found["python"], platform.python_version())
        self.assertEqual(set(found["packages"]), set(PACKAGES))
        self.assertGreaterEqual(found["gpus"], 0)

    @needs_cli
    def test_finds_node(self) -> None:
        found = environment()
        self.assertIsNone(found["node_problem"])
        self.assertIsNotNone(found["node"])


if __name__ == "__main__":
    unittest.main()
