#!/usr/bin/env python3
"""Makes Tests/Fixtures/optimizers: weights after steps of Adafactor, from transformers' own.

Run:  python make_optimizers.py [OUTPUT_FOLDER]
Made with the versions in the file's metadata. The gradients grow and fall, so that the bound on an update's size is met.
"""
import sys
from pathlib import Path

import torch
import transformers
from safetensors.torch import save_file
from transformers.optimization import Adafactor

LEARNING_RATE, WEIGHT_DECAY = 1e-2, 0.1
SIZES = [0.1, 0.3, 5.0, 4.0]  # of the gradients of each step


def wave(count, phase):
    index = torch.arange(1, count + 1, dtype=torch.float64)
    return torch.sin(0.37 * index**1.5 + phase)


def gradient(shape, step):
    numbers = wave(torch.Size(shape).numel(), step).reshape(shape) * SIZES[step - 1]
    if len(shape) == 2:
        numbers = numbers * torch.linspace(0.01, 3, shape[0], dtype=torch.float64)[:, None] ** 2
        numbers[1:2] = 0
    return numbers.float()


def steps(shape):
    parameter = torch.nn.Parameter(wave(torch.Size(shape).numel(), 0.5).reshape(shape).float())
    found = {"start": parameter.detach().clone()}
    optimizer = Adafactor([parameter], lr=LEARNING_RATE, scale_parameter=False, relative_step=False,
                          warmup_init=False, weight_decay=WEIGHT_DECAY)
    for step in range(1, len(SIZES) + 1):
        parameter.grad = gradient(shape, step)
        found[f"gradient.{step}"] = parameter.grad.clone()
        optimizer.step()
        found[f"weight.{step}"] = parameter.detach().clone()
    return found


def main():
    out = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent / "optimizers")
    out.mkdir(parents=True, exist_ok=True)
    tensors = {f"{name}.{key}": value
               for name, shape in [("matrix", (37, 21)), ("row", (1, 40)), ("vector", (29,))]
               for key, value in steps(shape).items()}
    versions = {"torch": torch.__version__, "transformers": transformers.__version__}
    save_file({key: value.contiguous() for key, value in tensors.items()}, out / "adafactor.safetensors", versions)


if __name__ == "__main__":
    main()
