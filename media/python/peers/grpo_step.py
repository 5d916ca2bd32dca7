"""A GRPO step of LoRA on all projections by TRL's GRPOTrainer, for `guardrail-lens bench training --step --peer torch`.

Usage: python grpo_step.py <model folder> <prompts: JSON Lines> <prompts per step> <completions per prompt> <new tokens>
       <rows per pass> <rank> <threads> <recompute: 0 or 1>

Writes a line of JSON when the trainer is there, and then one for every line that it reads: the seconds of a whole step and of its
parts (completions; rewards; log-probabilities of the reference; the rest: forward, backward and optimiser), the tokens that were
generated, and the most bytes that the process had in memory. Float32, temperature 1, the settings of the bench's own side.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time


def say(**fields: object) -> None:
    print(json.dumps(fields), flush=True)


def peak_bytes() -> int:
    try:
        import resource
    except ImportError:  # Windows
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak


class Clock:
    """Seconds spent within functions, by name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.tokens = 0

    def timed(self, name: str, function):
        def run(*args, **kwargs):
            started = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started

        return run

    def take(self, name: str) -> float:
        return self.seconds.pop(name, 0.0)


def main() -> None:
    model, prompts_file = sys.argv[1:3]
    prompts, samples, new_tokens, pass_rows, rank, threads, recompute = (int(text) for text in sys.argv[3:10])
    try:
        import datasets
        import peft
        import torch
        import transformers
        import trl
    except ImportError as error:
        say(error=f"{sys.executable} lacks a package: {error}")
        return
    torch.set_num_threads(threads)
    with open(prompts_file, encoding="utf-8") as lines:
        rows = [{"prompt": [{"role": "user", "content": json.loads(line)["prompt"]}]} for line in lines]
    clock = Clock()

    def reward(completions, completion_ids, **_):
        clock.tokens = sum(len(ids) for ids in completion_ids)
        return [1.0 if "1" in completion[0]["content"] else 0.0 for completion in completions]

    class Turns(transformers.TrainerCallback):
        started = 0.0

        def on_step_begin(self, *_args, **_kwargs) -> None:
            if sys.stdin.readline() == "":
                os._exit(0)
            self.started = time.perf_counter()

        def on_step_end(self, *_args, **_kwargs) -> None:
            total = time.perf_counter() - self.started
            rollout, rewarding, all_sampling = (clock.take(name) for name in ("rollout", "reward", "sampling"))
            phases = {
                "rollout": rollout,
                "reward": rewarding,
                "scoring": all_sampling - rollout - rewarding,
                "update": total - all_sampling,
            }
            say(seconds=total, phases=phases, tokens=clock.tokens, peak_bytes=peak_bytes())

    with tempfile.TemporaryDirectory() as folder:
        passes = prompts * samples // pass_rows
        trainer = trl.GRPOTrainer(
            model=model,
            reward_funcs=reward,
            train_dataset=datasets.Dataset.from_list(rows),
            peft_config=peft.LoraConfig(
                r=rank,
                lora_alpha=2 * rank,
                lora_dropout=0.0,
                target_modules=["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"],
                task_type="CAUSAL_LM",
            ),
            args=trl.GRPOConfig(
                output_dir=folder,
                model_init_kwargs={"dtype": "float32", "local_files_only": True},
                use_cpu=True,
                bf16=False,
                beta=0.04,
                temperature=1.0,
                num_generations=samples,
                per_device_train_batch_size=pass_rows,
                gradient_accumulation_steps=passes,
                steps_per_generation=passes,
                max_completion_length=new_tokens,
                gradient_checkpointing=recompute == 1,
                max_steps=1_000_000,
                dataloader_pin_memory=False,
                disable_tqdm=True,
                logging_strategy="no",
                report_to="none",
                save_strategy="no",
            ),
            callbacks=[Turns()],
        )
        trainer._generate = clock.timed("rollout", trainer._generate)
        trainer._calculate_rewards = clock.timed("reward", trainer._calculate_rewards)
        trainer._generate_and_score_completions = clock.timed("sampling", trainer._generate_and_score_completions)
        say(ready=f"TRL {trl.__version__}, torch {torch.__version__}, transformers {transformers.__version__}")
        trainer.train()


main()
