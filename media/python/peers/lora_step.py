"""A training step of LoRA on all projections by PyTorch, transformers and PEFT, for `guardrail-lens bench training --peer torch`.

Usage: python lora_step.py <model folder> <rows> <sequence> <rank> <threads> <recompute: 0 or 1>

Writes a line of JSON when the model is there, and then one for every line that it reads: the seconds that forward and backward
of all rows took, and the most bytes that the process had in memory. Float32, the summed cross-entropy of every token but the
first of a row, gradients of the low-rank matrices alone, no step of the optimiser: as the bench's own side.
"""

from __future__ import annotations

import json
import sys
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


def main() -> None:
    folder = sys.argv[1]
    rows, sequence, rank, threads, recompute = (int(text) for text in sys.argv[2:7])
    try:
        import peft
        import torch
        import transformers
    except ImportError as error:
        say(error=f"{sys.executable} lacks a package: {error}")
        return
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, local_files_only=True)
    targets = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
    model = peft.get_peft_model(
        model,
        peft.LoraConfig(r=rank, lora_alpha=2 * rank, lora_dropout=0.0, target_modules=targets, task_type="CAUSAL_LM"),
    )
    if recompute:
        model.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
        model.enable_input_require_grads()
    model.train()
    model.config.use_cache = False
    ids = torch.randint(3, model.config.vocab_size, (rows, sequence))
    say(ready=f"torch {torch.__version__}, transformers {transformers.__version__}, peft {peft.__version__}")
    for _ in sys.stdin:
        started = time.perf_counter()
        model.zero_grad(set_to_none=True)
        logits = model(input_ids=ids).logits[:, :-1]
        loss = torch.nn.functional.cross_entropy(
            logits.reshape(-1, logits.shape[-1]), ids[:, 1:].reshape(-1), reduction="sum"
        )
        loss.backward()
        say(seconds=time.perf_counter() - started, peak_bytes=peak_bytes())


main()
