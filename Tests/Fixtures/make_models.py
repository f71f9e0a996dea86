#!/usr/bin/env python3
"""Makes Tests/Fixtures/models: tiny Llama models and what PyTorch and transformers compute with them.

Run:  python make_models.py [OUTPUT_FOLDER]
Made with: Python 3.11, torch 2.13.0+cpu, transformers 5.23, safetensors (the versions of the last run are in the
metadata of every reference.safetensors). There is no random number: every weight is a sine of its index, so the seed is
the formula in `sines`. One thread, float32, eager attention. README.md beside the output names every tensor.
"""
import json
import sys
from pathlib import Path

import torch
import transformers
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM, LlamaConfig, LlamaForCausalLM

from make_operators import operator_references

torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)

MAIN_LENGTHS = [7, 13, 4]
TRAIN_LENGTHS = [[6, 9], [11], [3, 5, 8], [2, 14], [10, 4, 1]]
WEIGHT_CYCLE = [0.0, 1.0, 1.0, 0.5, 1.0, 0.0, 2.0, 1.0, 0.25]
LEARNING_RATE, WEIGHT_DECAY = 1e-3, 0.01
MAX_GRAD_NORM = 7.0  # above and below: some of the steps are clipped, some are not
STEPS, SNAPSHOT = 50, 5

MODELS = {
    "llama-untied-bias": dict(
        vocab_size=101, hidden_size=24, intermediate_size=36, num_hidden_layers=3, num_attention_heads=6,
        num_key_value_heads=2, head_dim=10, attention_bias=True, mlp_bias=True, tie_word_embeddings=False,
        rms_norm_eps=1e-6, rope_parameters={"rope_type": "default", "rope_theta": 10000.0}),
    "llama-tied": dict(
        vocab_size=67, hidden_size=32, intermediate_size=44, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, head_dim=8, tie_word_embeddings=True,
        rms_norm_eps=1e-5, rope_parameters={"rope_type": "default", "rope_theta": 100000.0}),
    "llama-rope3": dict(
        vocab_size=53, hidden_size=24, intermediate_size=20, num_hidden_layers=2, num_attention_heads=3,
        num_key_value_heads=3, head_dim=8, tie_word_embeddings=False, rms_norm_eps=1e-5,
        rope_parameters={"rope_type": "llama3", "rope_theta": 500.0, "factor": 8.0, "low_freq_factor": 1.0,
                         "high_freq_factor": 4.0, "original_max_position_embeddings": 32}),
    "llama-linear": dict(
        vocab_size=41, hidden_size=20, intermediate_size=28, num_hidden_layers=2, num_attention_heads=2,
        num_key_value_heads=1, head_dim=10, tie_word_embeddings=False, rms_norm_eps=1e-3,
        rope_parameters={"rope_type": "linear", "rope_theta": 10000.0, "factor": 4.0}),
}

# AdamW's first step is lr * sign(gradient) wherever |gradient| >> epsilon. A gradient element that is zero but for
# rounding would make the reference ill-conditioned; these salts keep eager, SDPA, packed and float64 runs together.
FIRST_SALT = {"llama-untied-bias": 4, "llama-tied": 2, "llama-rope3": 2, "llama-linear": 1}


def sines(shape, scale, salt):
    """scale * sin(k * i^1.5 + salt): deterministic, of full rank (a plain sin(k * i) has rank two)."""
    count = torch.Size(shape).numel()
    index = torch.arange(1, count + 1, dtype=torch.float64)
    rate = 1.0 + 0.0137 * (salt % 53)
    return (scale * torch.sin(rate * index**1.5 + 0.7 * salt)).reshape(shape).to(torch.float32)


def fill(model, first_salt):
    """Norm weights 1 + 0.1 sin, biases 0.1 sin, embeddings 0.5 sin, matrices 1.5 / sqrt(fan in) * sin."""
    with torch.no_grad():
        for salt, (name, parameter) in enumerate(model.named_parameters(), start=first_salt):
            shape = parameter.shape
            if "norm" in name:
                parameter.copy_(1 + sines(shape, 0.1, salt))
            elif name.endswith("bias"):
                parameter.copy_(sines(shape, 0.1, salt))
            elif "embed_tokens" in name:
                parameter.copy_(sines(shape, 0.5, salt))
            else:
                parameter.copy_(sines(shape, 1.5 / shape[1] ** 0.5, salt))


def batch_of(lengths, vocabulary, salt):
    """A flat batch: targets are the next ids, the last position of a document has weight 0 and target 0."""
    ids, positions, targets, weights, offsets = [], [], [], [], [0]
    for length in lengths:
        start = len(ids)
        document = [(17 * (start + i) ** 2 + 29 * (start + i) + 7 * salt + 3) % vocabulary for i in range(length)]
        ids += document
        positions += range(length)
        targets += document[1:] + [0]
        weights += [WEIGHT_CYCLE[(start + i + salt) % len(WEIGHT_CYCLE)] for i in range(length - 1)] + [0.0]
        offsets.append(len(ids))
    integers = {"ids": ids, "positions": positions, "targets": targets, "offsets": offsets}
    batch = {name: torch.tensor(values, dtype=torch.int64) for name, values in integers.items()}
    batch["weights"] = torch.tensor(weights, dtype=torch.float32)
    return batch


def logits_of(model, batch):
    """Logits of all positions; every document runs alone, in a batch of one."""
    offsets = batch["offsets"].tolist()
    rows = []
    for start, end in zip(offsets, offsets[1:]):
        ids, positions = batch["ids"][None, start:end], batch["positions"][None, start:end]
        rows.append(model(input_ids=ids, position_ids=positions, use_cache=False).logits[0])
    return torch.cat(rows)


def loss_of(model, batch):
    """Sum of weight * nll, its division by the sum of weights, and the logits."""
    logits = logits_of(model, batch)
    nll = torch.nn.functional.cross_entropy(logits, batch["targets"], reduction="none")
    total = (nll * batch["weights"]).sum()
    return total, total / batch["weights"].sum(), logits


def stage_references(model, batch):
    """Loss, logits, every stage's output with its gradient, and the gradient of every parameter."""
    seen = {}

    def keep(name):
        def hook(_module, _inputs, output):
            tensor = output[0] if isinstance(output, tuple) else output
            tensor.retain_grad()
            seen.setdefault(name, []).append(tensor)
        return hook

    modules = [("hidden.0", model.model.embed_tokens), ("normed", model.model.norm)]
    modules += [(f"hidden.{index + 1}", layer) for index, layer in enumerate(model.model.layers)]
    handles = [module.register_forward_hook(keep(name)) for name, module in modules]
    model.zero_grad()
    total, mean, logits = loss_of(model, batch)
    logits.retain_grad()
    mean.backward()
    for handle in handles:
        handle.remove()
    found = {"loss.sum": total, "loss.mean": mean, "logits": logits, "gradient_of.logits": logits.grad}
    for name, tensors in seen.items():
        found[name] = torch.cat([tensor[0] for tensor in tensors])
        found["gradient_of." + name] = torch.cat([tensor.grad[0] for tensor in tensors])
    found.update({"gradient." + name: parameter.grad for name, parameter in model.named_parameters()})
    return found


def decayed_names(model):
    """Matrices only: no norm, no bias, no embedding (so no tied head either); an untied head decays."""
    return [name for name, parameter in model.named_parameters()
            if parameter.dim() == 2 and "embed_tokens" not in name]


def train(model, batches):
    """AdamW with clipping by the global norm; returns losses, gradient norms, weights after SNAPSHOT steps."""
    decayed = set(decayed_names(model))
    groups = [{"params": [p for n, p in model.named_parameters() if (n in decayed) == wanted], "weight_decay": decay}
              for wanted, decay in ((True, WEIGHT_DECAY), (False, 0.0))]
    optimizer = torch.optim.AdamW(groups, lr=LEARNING_RATE, betas=(0.9, 0.999), eps=1e-8, foreach=False)
    losses, norms, snapshot = [], [], {}
    for step in range(STEPS):
        optimizer.zero_grad()
        _, mean, _ = loss_of(model, batches[step % len(batches)])
        mean.backward()
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), MAX_GRAD_NORM, foreach=False)
        optimizer.step()
        losses.append(mean.item())
        norms.append(norm.item())
        if step + 1 == SNAPSHOT:
            snapshot = {f"after5.{name}": p.detach().clone() for name, p in model.named_parameters()}
    return {"train.losses": torch.tensor(losses), "train.gradient_norms": torch.tensor(norms), **snapshot}


def legacy_configuration(name, config):
    """The 4.x writing style: torch_dtype, rope_theta, rope_scaling; keys that older files lack are left out."""
    written = {key: value for key, value in config.items() if key not in ("dtype", "rope_parameters")}
    rope = dict(config["rope_parameters"])
    written["rope_theta"] = rope.pop("rope_theta")
    written["torch_dtype"] = "float32"
    written["transformers_version"] = "4.40.0"
    dropped = ["num_key_value_heads"]
    if name == "llama-linear":
        rope["type"] = rope.pop("rope_type")
        dropped = ["head_dim", "attention_bias", "mlp_bias"]
    written["rope_scaling"] = rope
    return {key: written[key] for key in sorted(written) if key not in dropped}


def save_model(name, model, folder):
    """Writes config.json and model.safetensors, reads the folder back and compares every weight."""
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    path = folder / "config.json"
    if name in ("llama-rope3", "llama-linear"):
        path.write_text(json.dumps(legacy_configuration(name, json.loads(path.read_text())), indent=2) + "\n")
    again = AutoModelForCausalLM.from_pretrained(folder, attn_implementation="eager")
    for (left, a), (right, b) in zip(model.named_parameters(), again.named_parameters(), strict=True):
        assert left == right and torch.equal(a, b), (name, left, right)
    batch = batch_of(MAIN_LENGTHS, model.config.vocab_size, 0)
    assert torch.equal(logits_of(model, batch), logits_of(again, batch)), f"{name}: the written configuration differs"


def notes(**extra):
    """One key, since the writer shuffles the order of several and the files shall be the same at every run."""
    found = {"torch": torch.__version__, "transformers": transformers.__version__, "python": sys.version.split()[0]}
    return {"notes": json.dumps({**found, **extra})}


def stored(tensors):
    return {name: tensor.detach().clone().contiguous() for name, tensor in tensors.items()}


def make(name, settings, output):
    folder = output / name
    folder.mkdir(parents=True, exist_ok=True)
    config = LlamaConfig(max_position_embeddings=256, bos_token_id=1, eos_token_id=2, pad_token_id=None,
                         dtype="float32", **settings)
    config.architectures = ["LlamaForCausalLM"]
    config._attn_implementation = "eager"
    model = LlamaForCausalLM(config).eval()
    fill(model, FIRST_SALT[name])
    save_model(name, model, folder)
    batch = batch_of(MAIN_LENGTHS, config.vocab_size, 0)
    batches = [batch_of(lengths, config.vocab_size, index + 1) for index, lengths in enumerate(TRAIN_LENGTHS)]
    reference = {f"batch.{key}": value for key, value in batch.items()}
    for index, one in enumerate(batches):
        reference.update({f"train.{index}.{key}": value for key, value in one.items()})
    reference.update(stage_references(model, batch))
    decayed = decayed_names(model)
    reference.update(train(model, batches))
    save_file(stored(reference), folder / "reference.safetensors",
              metadata=notes(decayed=decayed))
    norms = reference["train.gradient_norms"]
    losses = reference["train.losses"]
    print(f"{name}: loss {losses[0].item():.4f} -> {losses[-1].item():.4f} after {STEPS} steps, "
          f"gradient norms {norms.min().item():.3f} ... {norms.max().item():.3f}")


def main():
    output = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "models"
    for name, settings in MODELS.items():
        make(name, settings, output)
    model = AutoModelForCausalLM.from_pretrained(output / "llama-untied-bias", attn_implementation="eager")
    rope_models = {"default": "llama-untied-bias", "llama3": "llama-rope3", "linear": "llama-linear"}
    configs = {kind: LlamaConfig.from_pretrained(output / name) for kind, name in rope_models.items()}
    save_file(stored(operator_references(model, configs, sines)), output / "operators.safetensors", metadata=notes())


if __name__ == "__main__":
    main()
