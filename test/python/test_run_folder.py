"""What a run writes of itself: the probe's answers, whole files, a sign of life."""

from __future__ import annotations

import json
import os
import tempfile
import time
import unittest
from pathlib import Path
from typing import Any

import support as _  # noqa: F401  (the package on the path)

from guardrail_lens.prepared import PreparedRun
from guardrail_lens.probe import Sampled, SafetyProbe
from guardrail_lens.run_folder import SignOfLife, write_whole


class InFolder(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)


class Probe(InFolder):
    row = {
        "suiteId": "s",
        "itemId": "1",
        "kind": "harmful",
        "prompt": "How?",
        "context": None,
        "messages": [{"role": "user", "content": "How? Say."}],
    }

    def probe(self, settings: dict[str, int] | None, updates: int = 1) -> SafetyProbe:
        (self.folder / "probe.jsonl").write_text(json.dumps(self.row) + "\n", encoding="utf-8")
        return SafetyProbe(PreparedRun(self.folder, {"probe": settings}), self.folder / "run", updates)

    def test_it_is_due_at_the_first_step_every_so_many_and_at_the_last(self) -> None:
        probe = self.probe({"steps": 4, "max_new_tokens": 9})
        self.assertEqual([step for step in range(11) if probe.is_due(step, 10)], [0, 4, 8, 10])
        twice = self.probe({"steps": 4, "max_new_tokens": 9}, updates=2)
        self.assertEqual([step for step in range(11) if twice.is_due(step, 10)], [0, 8, 10])
        self.assertFalse(self.probe(None).is_due(0, 10))

    def test_answers_are_written_as_they_are_and_once(self) -> None:
        probe = self.probe({"steps": 4, "max_new_tokens": 9})
        asked: list[Any] = []

        def sample(chats: Any, most: int) -> list[Sampled]:
            asked.append((list(chats), most))
            return [Sampled("user: How? Say.", "I can't.\u2028", False)]

        probe.write(4, probe.ask(sample))
        self.assertEqual(asked, [([self.row["messages"]], 9)])
        (line,) = probe.path(4).read_text(encoding="utf-8").splitlines()
        expected = {key: value for key, value in self.row.items() if key != "messages"}
        answer = {"rendered": "user: How? Say.", "response": "I can't.\u2028", "truncated": False}
        self.assertEqual(json.loads(line), expected | answer)
        self.assertFalse(probe.is_due(4, 10))


class Files(InFolder):
    def test_a_file_that_cannot_be_written_leaves_the_old_one_and_nothing_beside_it(self) -> None:
        path = self.folder / "a.json"
        path.write_text("old", encoding="utf-8")

        def fail(beside: Path) -> None:
            beside.write_text("half", encoding="utf-8")
            raise OSError("the disk is full")

        with self.assertRaisesRegex(OSError, "full"):
            write_whole(path, fail)
        self.assertEqual(path.read_text(encoding="utf-8"), "old")
        self.assertEqual([entry.name for entry in self.folder.iterdir()], ["a.json"])

    def test_a_sign_of_life_is_renewed_until_the_end(self) -> None:
        alive = SignOfLife(self.folder, seconds=0.01)
        path = self.folder / "alive.json"
        first = json.loads(path.read_text(encoding="utf-8"))
        self.assertEqual(first["pid"], os.getpid())
        deadline = time.monotonic() + 60
        while json.loads(path.read_text(encoding="utf-8"))["at"] == first["at"] and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertGreater(json.loads(path.read_text(encoding="utf-8"))["at"], first["at"])
        alive.end()
        self.assertFalse(path.exists())


if __name__ == "__main__":
    unittest.main()
