"""Rows and their order on a cluster against those of a run here."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import Any

from support import needs_cli

from guardrail_lens.errors import GuardrailLensError
from guardrail_lens.node import find_command_line
from guardrail_lens.prepared import read_prepared
from guardrail_lens.random_streams import seeded_random, training_order


class Golden(unittest.TestCase):
    """Streams and orders as src/safety/random.ts and dataOrder.ts give them."""

    golden: dict[str, Any]

    @classmethod
    def setUpClass(cls) -> None:
        path = os.environ.get("GLENS_ORDERS")
        if path is None:
            raise unittest.SkipTest("GLENS_ORDERS names no file (test/unit/python/package.test.ts writes it)")
        cls.golden = json.loads(Path(path).read_text(encoding="utf-8"))

    def test_streams(self) -> None:
        for stream in self.golden["streams"]:
            draw = seeded_random(*stream["seeds"])
            self.assertEqual([draw() for _ in stream["values"]], stream["values"], stream["seeds"])

    def test_orders(self) -> None:
        for order in self.golden["orders"]:
            rows = training_order(order["size"], order["seed"], len(order["rows"]))
            self.assertEqual(rows, order["rows"], order)


class Characters:
    """A tokenizer whose tokens are characters."""

    def apply_chat_template(self, messages: list[dict[str, str]], **settings: Any) -> str:
        return messages[-1]["content"] + ("!" * settings.get("marks", 0))

    def encode(self, text: str, add_special_tokens: bool) -> list[int]:
        assert not add_special_tokens
        return [ord(character) for character in text]


@needs_cli
class Prepared(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def prepare(self, **change: Any) -> Path:
        config = {
            "model": "elsewhere",
            "algorithm": "grpo",
            "data": {"type": "arithmetic", "size": 30, "test_size": 5, "prompt_template": "{prompt}\u2028ü😀"},
            "rewards": [{"verifier": "number"}],
            **change,
        }
        path = self.folder / "x.train.json"
        path.write_text(json.dumps(config), encoding="utf-8")
        command = [*find_command_line().arguments, "prepare", str(path), "--out", str(self.folder / "out")]
        subprocess.run(command, check=True, capture_output=True)
        return self.folder / "out"

    def test_rows_arrive_whole(self) -> None:
        run = read_prepared(self.prepare())
        self.assertEqual((len(run.train), len(run.held_out), run.probe), (30, 5, []))
        row = run.train[0]
        self.assertTrue(row["prompt"][-1]["content"].endswith("\u2028ü😀"))
        self.assertIn("answer", json.loads(row["columns"]))

    def test_long_prompts_are_left_out_before_the_order_is_drawn(self) -> None:
        run = read_prepared(self.prepare(max_prompt_length=20, chat_template_kwargs={"marks": 2}))
        fitting = run.fitting(run.train, Characters())
        lengths = [len(row["prompt"][-1]["content"]) + 2 for row in run.train]
        self.assertEqual(len(fitting), sum(length <= 20 for length in lengths))
        self.assertTrue(0 < len(fitting) < 30, lengths)
        ordered = run.in_order(fitting, 2 * len(fitting))
        ids = [row["id"] for row in ordered]
        first, second = ids[: len(fitting)], ids[len(fitting) :]
        self.assertEqual(sorted(first), sorted(second))
        self.assertNotEqual(first, second)

    def test_prompts_that_are_all_too_long_are_an_error(self) -> None:
        run = read_prepared(self.prepare(max_prompt_length=2))
        with self.assertRaisesRegex(GuardrailLensError, "max_prompt_length"):
            run.fitting(run.train, Characters())

    def test_a_folder_that_is_none(self) -> None:
        with self.assertRaisesRegex(GuardrailLensError, "guardrail-lens prepare"):
            read_prepared(self.folder)
        (self.folder / "prepared.json").write_text('{"format": "other"}', encoding="utf-8")
        with self.assertRaisesRegex(GuardrailLensError, "another version"):
            read_prepared(self.folder)


if __name__ == "__main__":
    unittest.main()
