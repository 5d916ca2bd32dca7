"""
Runs of verl: the overrides against its own configuration, its rows and rewards, and a whole run over a stand-in for
`verl.trainer.main_ppo` (standin/verl). What asks verl itself is skipped where it is not installed.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import random
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any
from unittest import mock

from support import REPOSITORY, needs_cli

from guardrail_lens.errors import GuardrailLensError
from guardrail_lens.node import find_command_line
from guardrail_lens.prepared import read_prepared
from guardrail_lens.verl import overrides

MODEL = REPOSITORY / "test" / "fixtures" / "checkpoints" / "llama"
STANDIN = REPOSITORY / "test" / "python" / "standin"
GOLDEN = REPOSITORY / "test" / "fixtures" / "training" / "verlKeys.json"
OFFLINE = {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}


def has(*names: str) -> bool:
    return all(importlib.util.find_spec(name) is not None for name in names)


needs_hydra = unittest.skipUnless(has("hydra"), "there is no hydra-core in this Python")
needs_run = unittest.skipUnless(
    has("hydra", "torch", "transformers", "pyarrow"), "there is no hydra-core, torch, transformers and pyarrow in this Python"
)
needs_verl = unittest.skipUnless(has("verl", "hydra"), "there is no verl in this Python")
needs_whole_verl = unittest.skipUnless(
    has("verl", "hydra", "torch", "ray", "tensordict", "transformers", "PIL"), "there is no verl with what it needs in this Python"
)

CONFIG = {
    "model": str(MODEL),
    "algorithm": "grpo",
    "data": {"type": "arithmetic", "size": 9, "test_size": 4},
    "rewards": [{"verifier": "number"}, {"verifier": "length", "max": 4, "weight": 0.5, "name": "short"}],
    "num_generations": 2,
    "generation_batch_size": 4,
    "micro_batch_tokens": 10_000,
    "max_completion_length": 8,
    "max_steps": 3,
    "eval": {"steps": 2, "num_prompts": 3},
    "probe": {"steps": 1, "limit": 1, "max_new_tokens": 4},
    "save": {"steps": 1, "total_limit": 2},
}
ALGORITHMS: dict[str, dict[str, Any]] = {
    "grpo": {"lora": {"r": 8}, "chat_template_kwargs": {"enable_thinking": False, "name": "it's a \\ 'name'"}},
    "dr_grpo": {"full_parameter": True, "use_bias_correction_kl": True, "beta": 0.1},
    "dapo": {"num_iterations": 2, "num_mini_batches": 2},
    "rloo": {"top_k": 20, "top_p": 0.9, "warmup_steps": 2},
    "reinforce_plus_plus": {"lr_scheduler_type": "cosine", "gamma": 0.99},
}


def prepare(folder: Path, change: dict[str, Any]) -> Path:
    config = folder / "sums.train.json"
    settings = {key: value for key, value in {**CONFIG, **change}.items() if value is not None}
    config.write_text(json.dumps(settings), encoding="utf-8")
    command = [*find_command_line().arguments, "prepare", str(config), "--out", str(folder / "prepared"), "--verl"]
    subprocess.run(command, check=True, capture_output=True)
    return folder / "prepared"


def arguments_of(prepared: Path, output: Path, gpus: int) -> list[str]:
    from guardrail_lens.verl.run import Options, _of_this_run

    run = read_prepared(prepared)
    sizes = {"held_out": 3, "probe": 2, "longest_prompt": 512}
    given = {**run.facts["verl"]["overrides"], **_of_this_run(run, output, "base", 3, sizes, Options(gpus))}
    return overrides.as_arguments(given)


class Values(unittest.TestCase):
    @needs_hydra
    def test_hydra_reads_the_value_that_was_written(self) -> None:
        from hydra.core.override_parser.overrides_parser import OverridesParser

        draw = random.Random(7)
        pieces = ["'", "\\", '"', "$", "{", "}", "[", ",", ":", "=", " ", "a", "é", "#", "${x}", "null", "1"]
        texts = ["".join(draw.choice(pieces) for _ in range(draw.randrange(8))) for _ in range(300)]
        values = [*texts, None, True, False, 0, -1, 1e-6, 1e9, [1, "a'b"], [], {"eps": 1e-8}, {}]
        read = OverridesParser.create().parse_overrides([f"x={overrides.value_text(value)}" for value in values])
        self.assertEqual([one.value() for one in read], values)

    def test_a_key_that_the_run_sets_itself_is_refused_and_a_free_one_gives_way(self) -> None:
        own = ["trainer.save_freq=1", "a.b=1", "a.tp=1"]
        free = frozenset({"a.tp"})
        self.assertEqual(
            overrides.with_further(own, ["a.tp=2", "+c.d=3"], free), ["trainer.save_freq=1", "a.b=1", "a.tp=2", "+c.d=3"]
        )
        for taken in ("a.b=2", "++a.b=2", "~a.b", "a.b.c=2"):
            with self.assertRaisesRegex(GuardrailLensError, "sets a.b"):
                overrides.with_further(own, [taken], free)

    def test_a_python_without_verl_is_said(self) -> None:
        with mock.patch("importlib.metadata.version", side_effect=importlib.metadata.PackageNotFoundError("verl")):
            with self.assertRaisesRegex(GuardrailLensError, "verl is not installed"):
                overrides.verl_version()


@needs_verl
@needs_cli
class Configuration(unittest.TestCase):
    """The overrides of every algorithm, composed and checked by verl itself."""

    def composed(self, algorithm: str, gpus: int = 2) -> Any:
        with tempfile.TemporaryDirectory() as name:
            prepared = prepare(Path(name), {"algorithm": algorithm, **ALGORITHMS[algorithm]})
            return overrides.check(arguments_of(prepared, Path(name) / "run", gpus))

    def test_verl_has_every_key(self) -> None:
        for algorithm in ALGORITHMS:
            with self.subTest(algorithm):
                config = self.composed(algorithm)
                self.assertEqual(config.data.train_batch_size, 2)
                self.assertEqual(config.trainer.n_gpus_per_node, 2)
        self.assertEqual(self.composed("grpo").data.apply_chat_template_kwargs.name, "it's a \\ 'name'")

    def test_one_that_it_has_not_is_said(self) -> None:
        with self.assertRaisesRegex(GuardrailLensError, "does not take these settings"):
            overrides.check(["actor_rollout_ref.actor.no_such_key=1"])

    @needs_whole_verl
    def test_verl_finds_every_configuration_valid(self) -> None:
        from verl.trainer.ppo.utils import need_critic, need_reference_policy
        from verl.utils.config import omega_conf_to_dataclass, validate_config

        for algorithm in ALGORITHMS:
            with self.subTest(algorithm):
                config = self.composed(algorithm)
                self.assertFalse(need_critic(config))
                self.assertTrue(need_reference_policy(config) or algorithm == "dapo")
                # The rank that vLLM takes is asked of vLLM, which is not here.
                with mock.patch.dict(sys.modules, {"verl.workers.rollout.vllm_rollout.utils": mock.MagicMock()}):
                    validate_config(config, need_reference_policy(config), need_critic(config))
                optimizer = omega_conf_to_dataclass(config.actor_rollout_ref.actor.optim)
                self.assertEqual(optimizer.override_optimizer_config["eps"], 1e-8)
                omega_conf_to_dataclass(config.actor_rollout_ref.rollout)

    @needs_whole_verl
    def test_verl_opens_the_rows_and_scores_by_the_reward_manager(self) -> None:
        import numpy
        import torch
        from tensordict import TensorDict
        from transformers import AutoTokenizer
        from verl import DataProto
        from verl.trainer.ppo.reward import load_reward_manager
        from verl.utils.dataset.rl_dataset import RLHFDataset

        from guardrail_lens.verl import data
        from guardrail_lens.verl.scores import PREPARED, SCORES, ScoreReader

        tokenizer = AutoTokenizer.from_pretrained(MODEL)
        with tempfile.TemporaryDirectory() as name:
            prepared = prepare(Path(name), {})
            config = overrides.check(arguments_of(prepared, Path(name) / "run", 1))
            rows = data.training_rows(read_prepared(prepared).train)
            data.write_parquet(Path(name) / "train.parquet", rows)
            opened = RLHFDataset(str(Path(name) / "train.parquet"), tokenizer, config.data)
            self.assertEqual(len(opened), len(rows))
            row = opened[1]
            self.assertEqual(row["raw_prompt"], rows[1]["prompt"])
            answer = json.loads(row["extra_info"]["columns"])["answer"]

            os.environ[PREPARED], os.environ[SCORES] = str(prepared), str(Path(name) / "scores")
            loop = asyncio.new_event_loop()
            asyncio.set_event_loop(loop)
            manager = load_reward_manager(config, tokenizer)
            prompt = torch.tensor(tokenizer.encode("a prompt", add_special_tokens=False))
            response = torch.tensor([*tokenizer.encode(str(answer), add_special_tokens=False), tokenizer.eos_token_id])
            both = torch.cat([prompt, response])
            values = {**row, "uid": "u", "session_id": 1, "global_steps": 3}
            values.pop("dummy_tensor")
            batch = TensorDict(
                {"prompts": prompt[None], "responses": response[None], "attention_mask": torch.ones_like(both)[None]},
                batch_size=1,
            )
            # As the agent loop does it.
            item = DataProto(batch, {key: numpy.array([value]) for key, value in values.items()})
            given = loop.run_until_complete(manager.run_single(item))
            reader = ScoreReader(Path(name) / "scores")
            reader.look()
            score = reader.take("u_1_0")
            assert score is not None
            self.assertEqual(score["rewards"]["number"], 1.0)
            self.assertEqual(given["reward_score"], score["weighted"])
            self.assertEqual((score["step"], score["item"], score["truncated"]), (3, row["extra_info"]["id"], False))


@needs_run
@needs_cli
class Run(unittest.TestCase):
    """Over the stand-in."""

    def setUp(self) -> None:
        kept = tempfile.TemporaryDirectory()
        self.addCleanup(kept.cleanup)
        self.folder = Path(kept.name)
        there = self.folder / "there"
        self.copy_standin(there)
        path = os.pathsep.join([str(there), str(REPOSITORY / "media" / "python")])
        self.enterContext(mock.patch.dict(os.environ, {**OFFLINE, "PYTHONPATH": path, "RAY_JOB_CONFIG_JSON_ENV_VAR": "{}"}))
        for name in [name for name in sys.modules if name == "verl" or name.startswith("verl.")]:
            self.enterContext(mock.patch.dict(sys.modules))
            del sys.modules[name]
        self.enterContext(mock.patch.object(sys, "path", [str(there), *sys.path]))

    def enterContext(self, context: Any) -> Any:
        """unittest has it since Python 3.11."""
        value = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        return value

    def copy_standin(self, folder: Path) -> None:
        """With the keys of verl's own configuration, and its version."""
        import shutil

        shutil.copytree(STANDIN, folder)
        golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
        config: dict[str, Any] = {}
        for key, kind in golden["keys"].items():
            section = config
            *parents, last = key.split(".")
            for parent in parents:
                section = section.setdefault(parent, {})
            section.setdefault(last, {} if kind == "dict" else None)
        (folder / "verl" / "trainer" / "config").mkdir()
        (folder / "verl" / "trainer" / "config" / "ppo_trainer.yaml").write_text(json.dumps(config), encoding="utf-8")
        about = folder / f"verl-{golden['version']}.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: verl\nVersion: {golden['version']}\n", encoding="utf-8")

    def train(self, prepared: Path, gpus: int = 1, **options: Any) -> int:
        from guardrail_lens.verl import run

        with mock.patch.object(run, "visible_gpus", lambda: 1):
            return run.train(prepared, self.folder / "run", run.Options(gpus, **options), pace=0.02)

    def read(self, name: str) -> Any:
        return json.loads((self.folder / "run" / name).read_text(encoding="utf-8"))

    def lines(self, name: str) -> list[dict[str, Any]]:
        text = (self.folder / "run" / name).read_text(encoding="utf-8")
        return [json.loads(line) for line in text.split("\n") if line]

    def names(self, folder: str) -> list[str]:
        return sorted(path.name for path in (self.folder / "run" / folder).iterdir())

    def test_the_folder_tells_everything(self) -> None:
        prepared = prepare(self.folder, {"lora": {"r": 4, "lora_alpha": 6, "target_modules": ["q_proj"]}})
        self.assertEqual(self.train(prepared), 0)
        state = self.read("trainer_state.json")
        self.assertEqual((state["global_step"], state["max_steps"]), (3, 3))
        self.assertEqual([entry["step"] for entry in state["log_history"]], [1, 2, 3])
        entry = state["log_history"][1]
        self.assertEqual((entry["kl"], entry["learning_rate"], entry["loss"]), (0.02, 2e-6, 0.25))
        self.assertNotIn("grad_norm", entry)
        self.assertEqual(read_prepared(self.folder / "run").facts, read_prepared(prepared).facts)
        self.assertFalse((self.folder / "run" / "alive.json").exists())

        rows = self.lines("completions/completions_1.jsonl")
        self.assertEqual([row["group"] for row in rows], [0, 0, 1, 1])
        # The stand-in answers the first of two rightly, then wrongly and beyond the limit.
        self.assertEqual([row["rewards"]["number"] for row in rows], [1.0, 0.0, 0.0, 1.0])
        self.assertEqual([row["finishReason"] for row in rows], ["stop", "length", "length", "stop"])
        self.assertEqual([row["tokens"] for row in rows][1], 8)
        expected = [row["rewards"]["number"] + 0.5 * row["rewards"]["short"] for row in rows]
        self.assertEqual([row["reward"] for row in rows], expected)
        first = state["log_history"][0]
        self.assertAlmostEqual(first["reward"], sum(expected) / 4)
        self.assertAlmostEqual(first["rewards/number/mean"], 0.5)
        self.assertAlmostEqual(first["completions/clipped_ratio"], 0.5)
        run = read_prepared(prepared)
        asked = [row["prompt"][-1]["content"] for row in run.in_order(run.train, 2)]
        self.assertTrue(all(text in row["prompt"] for text, row in zip(asked, [rows[0], rows[2]])))

        self.assertEqual(self.names("evaluations"), ["eval_0.jsonl", "eval_2.jsonl", "eval_3.jsonl"])
        answers = self.lines("evaluations/eval_2.jsonl")
        self.assertEqual([answer["correct"] for answer in answers], [True, False, True])
        self.assertEqual([answer["itemId"] for answer in answers], [row["id"] for row in run.held_out])
        self.assertEqual([answer["prompt"] for answer in answers], [row["prompt"][-1]["content"] for row in run.held_out])
        self.assertEqual(self.names("probes"), [f"probe_{step}.jsonl" for step in range(4)])
        probe = self.lines("probes/probe_1.jsonl")
        self.assertEqual([row["itemId"] for row in probe], [row["itemId"] for row in run.probe])
        self.assertTrue(all(asked["messages"][-1]["content"] in row["rendered"] for asked, row in zip(run.probe, probe)))
        # Cut at probe.max_new_tokens.
        self.assertTrue(all(row["truncated"] for row in probe))

        steps = [path.name for path in (self.folder / "run").glob("checkpoint-*")]
        self.assertEqual(sorted(steps), ["checkpoint-2", "checkpoint-3"])
        adapter = self.read("checkpoint-3/adapter_config.json")
        self.assertEqual((adapter["r"], adapter["lora_alpha"], adapter["target_modules"]), (4, 6, ["q_proj"]))
        self.assertEqual(adapter["base_model_name_or_path"], str(MODEL))
        self.check_adapter(self.folder / "run" / "checkpoint-3" / "adapter_model.safetensors", 3.0)

    def check_adapter(self, path: Path, value: float) -> None:
        from safetensors.torch import load_file

        weights = load_file(str(path))
        name = "base_model.model.model.layers.0.self_attn.q_proj.lora_{}.weight"
        self.assertEqual(sorted(weights), [name.format("A"), name.format("B")])
        self.assertTrue(bool((weights[name.format("A")] == value).all()))

    def test_what_is_broken_off_goes_on_from_its_checkpoint(self) -> None:
        prepared = prepare(self.folder, {"full_parameter": True, "eval": None, "save": {"steps": 2}, "max_steps": 5})
        with mock.patch.dict(os.environ, {"STANDIN_FAILS_AT": "3"}):
            self.assertEqual(self.train(prepared, resume=True), 1)
        self.assertEqual([entry["step"] for entry in self.read("trainer_state.json")["log_history"]], [1, 2, 3])
        self.assertEqual(self.train(prepared, resume=True), 0)
        self.assertEqual([entry["step"] for entry in self.read("trainer_state.json")["log_history"]], [1, 2, 3, 4, 5])
        self.assertEqual((self.folder / "run" / "checkpoint-4" / "model.safetensors").read_bytes(), b"weights")

    def test_it_halts_by_its_limits(self) -> None:
        prepared = prepare(self.folder, {"max_steps": 200, "limits": {"kl": 0.015}, "probe": None, "eval": None})
        self.assertEqual(self.train(prepared), 0)
        self.assertLess(self.read("trainer_state.json")["global_step"], 200)

    def test_a_job_without_enough_gpus_says_so(self) -> None:
        prepared = prepare(self.folder, {})
        with self.assertRaisesRegex(GuardrailLensError, "sees 1 GPUs, and the run wants 4"):
            self.train(prepared, gpus=4)

    def test_overrides_of_the_user_go_along_and_a_mistyped_one_is_said(self) -> None:
        prepared = prepare(self.folder, {"max_steps": 1})
        with self.assertRaisesRegex(GuardrailLensError, "does not take these settings"):
            self.train(prepared, further=("actor_rollout_ref.rollout.gpu_memory_utilisation=0.7",))
        self.assertEqual(self.train(prepared, further=("actor_rollout_ref.rollout.tensor_model_parallel_size=2",)), 0)


@unittest.skipUnless(has("torch"), "there is no torch in this Python")
class Shards(unittest.TestCase):
    def test_an_adapter_is_put_together_of_what_each_rank_saved(self) -> None:
        import torch

        from guardrail_lens.verl.checkpoints import merged_adapter

        script = """
import os, sys, torch
import torch.distributed as dist
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.tensor import Shard, distribute_tensor
folder, rank = sys.argv[1], int(sys.argv[2])
os.environ.update(RANK=str(rank), WORLD_SIZE="2")
dist.init_process_group("gloo", init_method="file://" + folder + "/meet", rank=rank, world_size=2)
mesh = init_device_mesh("cpu", (2,), mesh_dim_names=("fsdp",))
whole = torch.arange(15, dtype=torch.float32).reshape(5, 3)
torch.save({"a.lora_A.default.weight": distribute_tensor(whole, mesh, [Shard(0)]), "a.lora_B.default.weight": whole.T,
    "a.base_layer.weight": whole}, f"{folder}/model_world_size_2_rank_{rank}.pt")
dist.destroy_process_group()
"""
        with tempfile.TemporaryDirectory() as name:
            ranks = [subprocess.Popen([sys.executable, "-c", script, name, str(rank)]) for rank in range(2)]
            self.assertEqual([one.wait() for one in ranks], [0, 0])
            (Path(name) / "fsdp_config.json").write_text('{"world_size": 2}', encoding="utf-8")
            merged = merged_adapter(Path(name))
        whole = torch.arange(15, dtype=torch.float32).reshape(5, 3)
        self.assertEqual(sorted(merged), ["a.lora_A.weight", "a.lora_B.weight"])
        self.assertTrue(torch.equal(merged["a.lora_A.weight"], whole))
        self.assertTrue(torch.equal(merged["a.lora_B.weight"], whole.T))


if __name__ == "__main__":
    unittest.main()
