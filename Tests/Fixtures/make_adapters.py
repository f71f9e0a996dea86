#!/usr/bin/env python3
"""Makes Tests/Fixtures/adapters: LoRA adapters that PEFT saved, and what PEFT computes with them.

Run:  python make_adapters.py [OUTPUT_FOLDER]   (after make_models.py)
Made with the versions in the files' metadata. Base models, batches and losses are those of make_models.py; the adapters'
weights are sines of their index. One thread, float32, eager attention.
"""
import json
import sys
from pathlib import Path

import peft
import torch
from peft import LoraConfig, get_peft_model
from peft.tuners.tuners_utils import check_target_module_exists
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM

from make_models import MAIN_LENGTHS, batch_of, logits_of, loss_of, sines

HERE = Path(__file__).parent
ADAPTERS = {
    "all-linear": ("llama-untied-bias", dict(r=4, lora_alpha=10, target_modules="all-linear")),
    "rank-stabilised": ("llama-tied", dict(
        r=3, lora_alpha=5, use_rslora=True, lora_dropout=0.25, target_modules=["q_proj", "v_proj", "mlp.down_proj"])),
}
TARGETS = [
    ["q_proj", "v_proj"], ["layers.1.mlp.up_proj"], ["model.layers.11.self_attn.o_proj"], ["mlp.gate_proj", "k_proj"],
    r".*\.layers\.1\..*", r"model\.layers\.(0|10)\.self_attn\.[qk]_proj", r".*_proj", r".*\.(4|7)\.mlp\.(up|down)_proj",
]


def base_of(name):
    return AutoModelForCausalLM.from_pretrained(HERE / "models" / name, attn_implementation="eager", dtype=torch.float32)


def make(folder, base_name, settings):
    model = get_peft_model(base_of(base_name), LoraConfig(task_type="CAUSAL_LM", **settings))
    adapters = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    with torch.no_grad():
        for salt, (name, parameter) in enumerate(adapters, start=3):
            parameter.copy_(sines(parameter.shape, 0.8 / parameter.shape[1] ** 0.5, salt))
    model.peft_config["default"].base_model_name_or_path = f"../../models/{base_name}"
    model.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)
    batch = batch_of(MAIN_LENGTHS, model.config.vocab_size, 1)
    model.eval()  # dropout is off
    _, mean, logits = loss_of(model, batch)
    mean.backward()
    found = {"loss.mean": mean, "logits": logits}
    for name, parameter in adapters:
        found["gradient." + name.removeprefix("base_model.model.").replace(".default", "")] = parameter.grad
    found = {name: tensor.detach().clone().contiguous() for name, tensor in found.items()}
    merged = model.merge_and_unload()
    found |= {"merged." + name: p.detach().clone() for name, p in merged.named_parameters()
              if any(word in name for word in ("q_proj.weight", "down_proj.weight"))}
    found |= {"batch." + name: tensor for name, tensor in batch.items()}
    save_file(found, folder / "reference.safetensors", metadata={"torch": torch.__version__, "peft": peft.__version__})


def targets():
    projections = [f"self_attn.{name}_proj" for name in "qkvo"] + [f"mlp.{name}_proj" for name in ("gate", "up", "down")]
    modules = [f"model.layers.{layer}.{name}" for layer in range(12) for name in projections]
    cases = []
    for target in TARGETS:
        config = LoraConfig(target_modules=target)
        matched = [index for index, module in enumerate(modules) if check_target_module_exists(config, module)]
        cases.append({"target": target, "matched": matched})
    return {"modules": modules, "cases": cases}


if __name__ == "__main__":
    output = Path(sys.argv[1] if len(sys.argv) > 1 else HERE / "adapters")
    output.mkdir(parents=True, exist_ok=True)
    for name, (base_name, settings) in ADAPTERS.items():
        make(output / name, base_name, settings)
    (output / "targets.json").write_text(json.dumps(targets(), separators=(",", ":")) + "\n")
