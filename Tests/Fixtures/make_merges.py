#!/usr/bin/env python3
"""Makes Tests/Fixtures/adapters/on-quantised: an adapter of a quantised GGUF model, and what PEFT merges it to.

Run:  python make_merges.py [OUTPUT_FOLDER]   (after make_tokenizers.py)
Made with the versions in the metadata of merged.safetensors. Weights are the sines of make_models.py; nothing is by chance.

base.gguf              a Llama model of one block in Q8_0 with the tokenizer of that folder
adapter_*              a LoRA adapter of rank 1 on two layers; its scale is 2, so that every product is rounded once
merged.safetensors     the block and the last norm after PEFT's merge in float32, rounded to bfloat16
"""
import sys
from importlib.metadata import version
from pathlib import Path

import gguf
import peft
import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import save_file
from tokenizers import Tokenizer
from transformers import LlamaConfig, LlamaForCausalLM

import make_formats
import make_tokenizers
from make_models import sines

HERE = Path(__file__).parent
TEMPLATE = "{% for m in messages %}{{ m['content'] }}\n{% endfor %}"
CONFIG = dict(
    hidden_size=32, intermediate_size=64, num_hidden_layers=1, num_attention_heads=4, num_key_value_heads=2, head_dim=8,
    max_position_embeddings=256, tie_word_embeddings=True, rms_norm_eps=1e-5,
    rope_parameters={"rope_type": "default", "rope_theta": 10000.0})


def quantise(model, config, tokenizer, path):
    """Writes the model with its matrices in Q8_0, and gives it the numbers that these hold."""
    writer = gguf.GGUFWriter(path, "llama")
    heads, key_heads = make_formats.describe(writer, config)
    make_tokenizers.add_vocabulary(writer, tokenizer, TEMPLATE)
    kind = gguf.GGMLQuantizationType.Q8_0
    for name, parameter in model.named_parameters():
        count = heads if ".q_proj." in name else key_heads if ".k_proj." in name else None
        rows = parameter.detach().numpy()
        if rows.ndim == 1:
            writer.add_tensor(make_formats.gguf_name(name), rows)
            continue
        stored = gguf.quantize(make_formats.interleaved(rows, count) if count else rows, kind)
        writer.add_tensor(make_formats.gguf_name(name), stored, raw_dtype=kind)
        exact = gguf.quantize(rows, kind)  # a row's blocks do not know of other rows
        parameter.data.copy_(torch.from_numpy(gguf.dequantize(exact, kind).reshape(rows.shape).copy()))
    make_formats.finish(writer)


def main():
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "adapters" / "on-quantised"
    out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(HERE / "tokenizers" / "smollm.json"))
    config = LlamaConfig(vocab_size=tokenizer.get_vocab_size(), **CONFIG)
    model = LlamaForCausalLM(config).to(torch.float32)
    with torch.no_grad():
        for salt, (_, parameter) in enumerate(model.named_parameters(), start=1):
            norm = parameter.dim() == 1
            parameter.copy_(sines(parameter.shape, 0.1 if norm else parameter.shape[-1] ** -0.5, salt) + norm)
    quantise(model, config.to_dict(), tokenizer, out / "base.gguf")
    settings = LoraConfig(task_type="CAUSAL_LM", r=1, lora_alpha=2, target_modules=["q_proj", "down_proj"])
    adapted = get_peft_model(model, settings)
    with torch.no_grad():
        trained = [parameter for parameter in adapted.parameters() if parameter.requires_grad]
        for salt, parameter in enumerate(trained, start=20):
            parameter.copy_(sines(parameter.shape, 0.2, salt))
    adapted.peft_config["default"].base_model_name_or_path = "base.gguf"
    adapted.save_pretrained(out)
    (out / "README.md").unlink(missing_ok=True)
    merged = {name: parameter.detach().to(torch.bfloat16).contiguous()
              for name, parameter in adapted.merge_and_unload().named_parameters() if "embed" not in name}
    save_file(merged, out / "merged.safetensors",
              metadata={"torch": torch.__version__, "peft": peft.__version__, "gguf": version("gguf")})


if __name__ == "__main__":
    main()
