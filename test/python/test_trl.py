"""A whole run by TRL on the smallest checkpoint of the tests: what its folder holds, and which rows it took. Slow; needs TRL."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any

from support import REPOSITORY, needs_cli

from guardrail_lens.node import find_command_line
from guardrail_lens.prepared import read_prepared

HAS_TRL = all(importlib.util.find_spec(name) is not None for name in ("trl", "peft", "datasets"))
MODEL = REPOSITORY / "test" / "fixtures" / "checkpoints" / "llama"
OFFLINE = {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}

CONFIG = {
    "model": str(MODEL),
    "algorithm": "grpo",
    "data": {"type": "arithmetic", "size": 9, "test_size": 4},
    "rewards": [{"verifier": "number"}, {"verifier": "length", "max": 4, "weight": 0.5, "name": "short"}],
    "num_generations": 2,
    "generation_batch_size": 4,
    "micro_batch_tokens": 10_000,
    "max_completion_length": 4,
    "num_iterations": 2,
    "max_steps": 2,
    "learning_rate": 1e-3,
    "probe": {"steps": 1, "limit": 1, "max_new_tokens": 4},
    "save": {"steps": 2},
}


@unittest.skipUnless(HAS_TRL, "there is no trl, peft and datasets in this Python")
@needs_cli
class Run(unittest.TestCase):
    def test_a_prepared_run_trains_and_its_folder_tells_everything(self) -> None:
        self.check_run(CONFIG)

    def test_rloo_writes_its_completions_too(self) -> None:
        self.check_run({**CONFIG, "algorithm": "rloo", "eval": {"steps": 1, "num_prompts": 2}})

    def check_run(self, settings: dict[str, Any]) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            config = folder / "sums.train.json"
            config.write_text(json.dumps(settings), encoding="utf-8")
            prepared, run = folder / "prepared", folder / "run"
            command = [*find_command_line().arguments, "prepare", str(config), "--out", str(prepared), "--trl"]
            subprocess.run(command, check=True, capture_output=True)
            said = subprocess.run(
                [sys.executable, "-m", "guardrail_lens.train", str(prepared), "--output-dir", str(run)],
                capture_output=True,
                text=True,
                env={**os.environ, **OFFLINE, "PYTHONPATH": str(REPOSITORY / "media" / "python")},
            )
            self.assertEqual(said.returncode, 0, said.stderr[-3000:])
            self.assertIn("guardrail-lens: seed: Rows, split and their order are the same.", said.stdout)

            state = json.loads((run / "trainer_state.json").read_text(encoding="utf-8"))
            # Two steps of two updates each.
            self.assertEqual((state["global_step"], state["max_steps"]), (4, 4))
            logged = [entry for entry in state["log_history"] if "rewards/number/mean" in entry]
            self.assertTrue(all("rewards/short/mean" in entry and "kl" in entry for entry in logged))
            self.assertFalse((run / "alive.json").exists())
            self.assertEqual(read_prepared(run).facts, read_prepared(prepared).facts)
            self.assertTrue((run / "checkpoint-4" / "adapter_model.safetensors").is_file())
            probes = sorted(path.name for path in (run / "probes").iterdir())
            self.assertEqual(probes, ["probe_0.jsonl", "probe_2.jsonl", "probe_4.jsonl"])
            self.assertEqual(self.prompts_of(run), self.expected_prompts(prepared))

    def expected_prompts(self, prepared: Path) -> list[str]:
        """Two prompts a step, in the order in which Guardrail Lens takes them."""
        run = read_prepared(prepared)
        return [row["prompt"][-1]["content"] for row in run.in_order(run.train, 4)]

    def prompts_of(self, run: Path) -> list[str]:
        import pandas

        seen: list[str] = []
        for path in sorted((run / "completions").iterdir()):
            for prompt in pandas.read_parquet(path)["prompt"]:
                text = prompt[-1]["content"]
                if text not in seen:
                    seen.append(text)
        return seen


@unittest.skipUnless(HAS_TRL, "there is no trl, peft and datasets in this Python")
class Limits(unittest.TestCase):
    def halts(self, limits: dict[str, Any], logs: list[dict[str, float]], updates: int = 1) -> list[bool]:
        from transformers import TrainerControl, TrainerState

        from guardrail_lens.callbacks import LimitsCallback

        callback = LimitsCallback(limits, updates)
        halted = []
        for step, entry in enumerate(logs, start=1):
            control = TrainerControl()
            callback.on_log(None, TrainerState(global_step=step), control, logs=entry)
            halted.append(control.should_training_stop)
        return halted

    def test_kl_above_its_limit(self) -> None:
        logs = [{"kl": 0.1}, {"loss": 1.0}, {"kl": 0.3}]
        self.assertEqual(self.halts({"kl": 0.2, "zero_std_steps": None}, logs), [False, False, True])

    def test_steps_in_a_row_without_any_difference(self) -> None:
        logs = [{"frac_reward_zero_std": value} for value in (1.0, 0.5, 1.0, 1.0, 1.0)]
        limits = {"kl": None, "zero_std_steps": 3}
        self.assertEqual(self.halts(limits, logs), [False, False, False, False, True])
        self.assertEqual(self.halts(limits, logs, updates=2), [False] * 5)


if __name__ == "__main__":
    unittest.main()
