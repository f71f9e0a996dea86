#!/usr/bin/env python3
"""Makes Tests/Fixtures/objectives: smoothed and z-regularised losses, noise, dropout masks, from independent code.

Run:  python make_objectives.py [OUTPUT_FOLDER]
Made with the versions in the file's metadata. Losses and gradients: transformers' LabelSmoother and PyTorch's autograd in
float64. Random numbers: a Philox 4x32-10 of this file's own, checked against the vectors of Random123's kat_vectors.
"""
import sys
from pathlib import Path

import torch
import transformers
from safetensors.torch import save_file
from transformers.trainer_pt_utils import LabelSmoother

SMOOTHING, Z_WEIGHT = 0.1, 1e-2
SEED, STEP, MICRO_BATCH, STREAM = 0x123456789ABCDEF, 3, 1, 2


def philox(counter, key):
    a, b, c, d = counter
    k0, k1 = key
    for _ in range(10):
        first, second = a * 0xD2511F53, c * 0xCD9E8D57
        a, b, c, d = (second >> 32) ^ b ^ k0, second & 0xFFFFFFFF, (first >> 32) ^ d ^ k1, first & 0xFFFFFFFF
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return a, b, c, d


assert philox((0, 0, 0, 0), (0, 0)) == (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)
assert philox((0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344), (0xA4093822, 0x299F31D0)) == (
    0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1)


def uniforms(count):
    key = (SEED & 0xFFFFFFFF, SEED >> 32)
    words = [word for block in range(-(-count // 4)) for word in philox((block, STEP, MICRO_BATCH, STREAM), key)]
    return torch.tensor([(word >> 8) / 2**24 for word in words[:count]], dtype=torch.float64)


def losses():
    rows, vocabulary = 5, 37
    index = torch.arange(1, rows * vocabulary + 1, dtype=torch.float64)
    logits = (6 * torch.sin(0.37 * index**1.5)).reshape(rows, vocabulary).to(torch.float32)
    targets = torch.tensor([3, 0, 36, 17, 17])
    weights = torch.tensor([1.0, 0.5, 0.25, 2.0, 1.0])
    found = {"logits": logits, "targets": targets, "weights": weights}
    for name, smoothing, z_weight in [("smoothed", SMOOTHING, 0.0), ("regular", 0.0, Z_WEIGHT), ("both", SMOOTHING, Z_WEIGHT)]:
        exact = logits.double().requires_grad_()
        smoother = LabelSmoother(epsilon=smoothing)
        row_losses = torch.stack([
            smoother({"logits": exact[None, i:i + 1]}, targets[None, i:i + 1]) for i in range(rows)])
        row_losses = row_losses + z_weight * torch.logsumexp(exact, 1) ** 2
        (row_losses * weights).sum().backward()
        found[name + ".losses"] = row_losses.detach().float()
        found[name + ".gradient"] = exact.grad.float()
    return found


def chances():
    noise = uniforms(3 * 7).reshape(3, 7) * 2 - 1
    values = torch.linspace(-2, 2, 30, dtype=torch.float64)
    kept = uniforms(30) >= 0.4
    return {"noise": noise.float(), "dropout.in": values.reshape(5, 6).float(),
            "dropout.out": (values * kept / 0.6).reshape(5, 6).float()}


if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent / "objectives")
    folder.mkdir(parents=True, exist_ok=True)
    versions = {"torch": torch.__version__, "transformers": transformers.__version__}
    tensors = {name: tensor.contiguous() for name, tensor in (losses() | chances()).items()}
    save_file(tensors, folder / "reference.safetensors", metadata=versions)
