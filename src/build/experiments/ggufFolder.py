"""Writes a GGUF file of a Llama-like model as a folder of Hugging Face's, float32: what transformers dequantises, unchanged.

    python ggufFolder.py <SmolLM2-135M-Instruct.Q4_1.gguf> <folder>

Wants torch, transformers, accelerate and gguf (made with torch 2.15, transformers 5.24, gguf 0.19).
"""

import sys
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaForCausalLM


def main() -> None:
    path, folder = Path(sys.argv[1]), sys.argv[2]
    read = AutoModelForCausalLM.from_pretrained(path.parent, gguf_file=path.name, dtype=torch.float32)
    # transformers does not save a model that it calls quantised, though its weights are float32 by now.
    config = read.config
    del config.quantization_config
    model = LlamaForCausalLM(config)
    model.load_state_dict(read.state_dict())
    model.generation_config = read.generation_config
    model.save_pretrained(folder)
    AutoTokenizer.from_pretrained(path.parent, gguf_file=path.name).save_pretrained(folder)


if __name__ == "__main__":
    main()
