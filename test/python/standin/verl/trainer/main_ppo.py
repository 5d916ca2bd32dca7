"""
A stand-in for verl, for machines without GPUs: it takes the overrides, reads the rows, has completions scored by the reward manager
that it is told of, and writes what verl 0.9 writes (PPOTrainer._write_generations, FileLogger, FSDPCheckpointManager). It learns
nothing: the policy answers every other prompt rightly, and sometimes runs into the limit.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import shutil
import sys
import time
import uuid
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow.parquet
import torch
from hydra.core.override_parser.overrides_parser import OverridesParser
from transformers import AutoTokenizer

ACTOR = "actor_rollout_ref.actor"
MODEL = "actor_rollout_ref.model"


class Batch:
    """Of one completion, as `data[-1:][0]` of verl's DataProto."""

    def __init__(self, prompt: list[int], response: list[int], values: dict[str, Any]) -> None:
        self.batch = {
            "prompts": torch.tensor(prompt),
            "responses": torch.tensor(response),
            "attention_mask": torch.ones(len(prompt) + len(response), dtype=torch.int64),
        }
        self.non_tensor_batch = values

    def __getitem__(self, _: Any) -> Batch:
        return self


def main(arguments: list[str]) -> None:
    given = {one.key_or_group: one.value() for one in OverridesParser.create().parse_overrides(arguments)}
    assert os.environ["RAY_ADDRESS"] == "local" and not [name for name in os.environ if name.startswith("RAY_JOB_")]
    tokenizer = AutoTokenizer.from_pretrained(given[f"{MODEL}.path"])
    module = given["reward.reward_manager.module.path"].removeprefix("pkg://")
    manager = getattr(importlib.import_module(module), given["reward.reward_manager.name"])
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    most = given["data.max_response_length"]
    scorer = manager(SimpleNamespace(data=SimpleNamespace(max_response_length=most)), tokenizer, None)
    run = Trainer(given, tokenizer, scorer, loop)
    run.fit()


class Trainer:
    def __init__(self, given: dict[str, Any], tokenizer: Any, scorer: Any, loop: asyncio.AbstractEventLoop) -> None:
        self.given, self.tokenizer, self.scorer, self.loop = given, tokenizer, scorer, loop
        self.train = pyarrow.parquet.read_table(given["data.train_files"]).to_pylist()
        self.validation = pyarrow.parquet.read_table(given["data.val_files"]).to_pylist()
        self.checkpoints = Path(given["trainer.default_local_dir"])
        self.log = open(os.environ["VERL_FILE_LOGGER_PATH"], "wb", buffering=0)

    def fit(self) -> None:
        last = self.given["trainer.total_training_steps"]
        begun = self.resumed()
        if begun == 0 and self.given["trainer.val_before_train"]:
            self.validate(0)
            self.write_metrics(0, {"val-core/guardrail_lens/held_out/reward/mean@1": 0.5})
        for step in range(begun + 1, last + 1):
            size = self.given["data.train_batch_size"]
            rows = self.train[(step - 1) * size : step * size]
            assert len(rows) == size, "the rows of a step are not there"
            dumped = [self.answer(row, step, n) for row in rows for n in range(self.given["actor_rollout_ref.rollout.n"])]
            metrics = {"training/global_step": step, "actor/pg_loss": 0.5 / step, "actor/kl_loss": 0.01 * step}
            metrics |= {"actor/lr": 1e-6 * step, "response_length/mean": 4.0, "actor/grad_norm": float("nan")}
            if self.given["trainer.save_freq"] > 0 and (step == last or step % self.given["trainer.save_freq"] == 0):
                self.save(step)
            every = self.given["trainer.test_freq"]
            if every > 0 and (step == last or step % every == 0):
                self.validate(step)
                metrics["val-core/guardrail_lens/held_out/reward/mean@1"] = 0.5
            # verl logs the step while another thread writes what was sampled in it.
            self.write_metrics(step, metrics)
            self.dump(self.given["trainer.rollout_data_dir"], step, dumped)
            if os.environ.get("STANDIN_FAILS_AT") == str(step):
                raise SystemExit("CUDA out of memory")

    def resumed(self) -> int:
        latest = self.checkpoints / "latest_checkpointed_iteration.txt"
        if self.given["trainer.resume_mode"] != "auto" or not latest.exists():
            return 0
        return int(latest.read_text())

    def answer(self, row: dict[str, Any], step: int, n: int, uid: str | None = None) -> dict[str, Any]:
        uid = uid or f"{uuid.uuid5(uuid.NAMESPACE_OID, str((step, row['extra_info']['index'], row['data_source'])))}"
        prompt = self.tokenizer.apply_chat_template(row["prompt"], tokenize=False, add_generation_prompt=True)
        ids = self.tokenizer.encode(prompt, add_special_tokens=False)
        most = self.given["data.max_response_length"]
        index = row["extra_info"]["index"]
        answer = json.loads(row["extra_info"]["columns"])["answer"] if row["extra_info"]["columns"] else "I will not."
        text = str(answer) if (index + n) % 2 == 0 else "no idea of it at all, really"
        response = [*self.tokenizer.encode(text, add_special_tokens=False), self.tokenizer.eos_token_id][:most]
        values = {**row, "uid": uid, "session_id": n, "global_steps": step, "raw_prompt": row["prompt"]}
        given = self.loop.run_until_complete(self.scorer.run_single(Batch(ids, response, values)))
        return {
            "input": self.tokenizer.decode(ids, skip_special_tokens=True),
            "output": self.tokenizer.decode(response, skip_special_tokens=True),
            "gts": row["reward_model"]["ground_truth"],
            "score": given["reward_score"],
            "step": step,
            "uid": f"{uid}_{n}_0",
        }

    def validate(self, step: int) -> None:
        self.dump(self.given["trainer.validation_data_dir"], step, [self.answer(row, step, 0) for row in self.validation])

    def dump(self, folder: str, step: int, lines: list[dict[str, Any]]) -> None:
        Path(folder).mkdir(parents=True, exist_ok=True)
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        with open(Path(folder) / f"{step}.jsonl", "w") as file:
            file.write(text[: len(text) // 2])
            file.flush()
            time.sleep(0.05)
            file.write(text[len(text) // 2 :])

    def write_metrics(self, step: int, metrics: dict[str, Any]) -> None:
        # orjson writes NaN as null.
        data = {name: None if value != value else value for name, value in metrics.items()}
        self.log.write(json.dumps({"step": step, "data": data}).encode() + b"\n")

    def save(self, step: int) -> None:
        actor = self.checkpoints / f"global_step_{step}" / "actor"
        (actor / "huggingface").mkdir(parents=True)
        self.tokenizer.save_pretrained(actor / "huggingface")
        (actor / "huggingface" / "config.json").write_text("{}")
        if "hf_model" in self.given[f"{ACTOR}.checkpoint.save_contents"]:
            (actor / "huggingface" / "model.safetensors").write_bytes(b"weights")
        else:
            rank = self.given[f"{MODEL}.lora_rank"]
            name = "base_model.model.model.layers.0.self_attn.q_proj.lora_{}.default.weight"
            weights = {name.format("A"): torch.full((rank, 8), float(step)), name.format("B"): torch.zeros(8, rank)}
            torch.save(weights, actor / "model_world_size_1_rank_0.pt")
        (actor / "fsdp_config.json").write_text('{"FSDP_version": 1, "world_size": 1}')
        (self.checkpoints / "latest_checkpointed_iteration.txt").write_text(str(step))
        folders = self.checkpoints.glob("global_step_*")
        kept = sorted(int(path.name[12:]) for path in folders if (path / "actor").is_dir())
        for old in kept[: -self.given["trainer.max_actor_ckpt_to_keep"]]:
            shutil.rmtree(self.checkpoints / f"global_step_{old}" / "actor")


if __name__ == "__main__":
    main(sys.argv[1:])
