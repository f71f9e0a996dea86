#!/usr/bin/env python3
"""Makes Tests/Fixtures/formats: quantised blocks with their values, and tiny models as GGUF files.

Run:  python make_formats.py [OUTPUT_FOLDER]
Made with: Python 3.11, numpy, gguf 0.19, safetensors 0.8, torch 2.13 (the versions of the last run are in the metadata of
every safetensors file). Needs Tests/Fixtures/models beside it. Seed 20261121.

quantised.gguf         a tensor a type: 2 x 512 elements, random bytes, scales that are finite halfs (some subnormal)
quantised.safetensors  the same tensors in float32, as gguf-py dequantises them
types.safetensors      a tensor a dtype, written by the reference
halves.safetensors     float32 numbers around the ties of bfloat16, and what torch rounds them to
llama-*.gguf           models of ../models with the names and the order of rows of llama.cpp's converter
"""
import json
import sys
from importlib.metadata import version
from pathlib import Path

import gguf
import numpy as np
import torch
from gguf import GGMLQuantizationType as Type
from safetensors.numpy import load_file, save_file
from safetensors.torch import save_file as save_torch

SEED = 20261121
# One key: the reference writes several in no fixed order.
VERSIONS = {"made with": ", ".join(f"{name} {version(name)}" for name in ("numpy", "gguf", "safetensors", "torch"))}

# The offsets of the half-precision numbers inside a block.
HALVES = {
    Type.Q4_0: [0], Type.Q4_1: [0, 2], Type.Q5_0: [0], Type.Q5_1: [0, 2], Type.Q8_0: [0], Type.Q2_K: [80, 82],
    Type.Q3_K: [108], Type.Q4_K: [0, 2], Type.Q5_K: [0, 2], Type.Q6_K: [208], Type.F16: [0], Type.BF16: [],
}


def blocks(kind, rows, columns, random):
    """Random bytes of a type; halfs become finite, every fifth one subnormal."""
    elements, size = gguf.GGML_QUANT_SIZES[kind]
    count = rows * columns // elements
    raw = random.integers(0, 256, (count, size), dtype=np.uint8)
    for offset in HALVES[kind]:
        half = random.normal(0, 0.05, count).astype(np.float16)
        half[::5] = (random.integers(1, 1024, len(half[::5]))).astype(np.uint16).view(np.float16)
        raw[:, offset:offset + 2] = half.view(np.uint8).reshape(count, 2)
    if kind == Type.BF16:  # no infinity, no NaN
        raw[:, 1] &= 0xBF
    return raw.reshape(rows, -1)


def quantised(out, random):
    writer = gguf.GGUFWriter(out / "quantised.gguf", "fixture")
    values = {}
    for kind in HALVES:
        raw = blocks(kind, 2, 512, random)
        writer.add_tensor(kind.name, raw, raw_dtype=kind)
        values[kind.name] = np.ascontiguousarray(gguf.dequantize(raw, kind).reshape(2, 512), dtype=np.float32)
        assert np.isfinite(values[kind.name]).all()
    finish(writer)
    save_file(values, out / "quantised.safetensors", metadata=VERSIONS)


def types(out):
    wide = torch.tensor([[0.0, -1.5, 3.25], [1e-3, 65504.0, -2.0**-14]])
    tensors = {
        "f64": wide.double(), "f32": wide, "f16": wide.half(), "bf16": wide.bfloat16(),
        "i64": torch.arange(6), "i32": torch.arange(6).int(), "i16": torch.arange(6).short(),
        "i8": torch.arange(-3, 3).to(torch.int8), "u8": torch.arange(6).to(torch.uint8),
        "bool": torch.tensor([True, False]), "scalar": torch.tensor(7.0), "empty": torch.zeros(0, 4),
    }
    save_torch(tensors, out / "types.safetensors", metadata=VERSIONS)


def halves(out, random):
    """bfloat16 keeps 16 of 32 bits: numbers just below, on and above the middle of two neighbours."""
    upper = random.integers(0, 1 << 16, 400).astype(np.uint32) << 16
    bits = np.concatenate([upper | low for low in (0x0000, 0x7FFF, 0x8000, 0x8001, 0xFFFF)])
    edges = [0x7F7FFFFF, 0xFF7FFFFF, 0x7F800000, 0xFF800000, 0x00000001, 0x80000000, 0x00008000, 0x00018000]
    wide = torch.from_numpy(np.concatenate([bits, np.array(edges, np.uint32)]).view(np.float32))
    wide = wide[~wide.isnan()]
    save_torch({"float32": wide, "bfloat16": wide.bfloat16()}, out / "halves.safetensors", metadata=VERSIONS)


NAMES = {
    "input_layernorm": "attn_norm", "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output", "post_attention_layernorm": "ffn_norm",
    "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down",
    "model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output",
}


def gguf_name(name):
    stem, kind = name.rsplit(".", 1)
    if stem.startswith("model.layers."):
        _, _, layer, part = stem.split(".", 3)
        return f"blk.{layer}.{NAMES[part]}.{kind}"
    return f"{NAMES[stem]}.{kind}"


def interleaved(rows, heads):
    """The rows of query and key as llama.cpp keeps them: the halves of each head in turns."""
    split = rows.reshape(heads, 2, rows.shape[0] // heads // 2, -1)
    return np.ascontiguousarray(split.swapaxes(1, 2).reshape(rows.shape))


def rope_of(config):
    """Theta and scaling, from either style of configuration."""
    if "rope_parameters" in config:
        return config["rope_parameters"]
    return {"rope_theta": config["rope_theta"], **(config.get("rope_scaling") or {"rope_type": "default"})}


def rope_factors(config):
    """llama.cpp's factors of the llama3 scaling: one a frequency."""
    rope = rope_of(config)
    size = config.get("head_dim", config["hidden_size"] // config["num_attention_heads"])
    low, high, old = rope["low_freq_factor"], rope["high_freq_factor"], rope["original_max_position_embeddings"]
    frequencies = 1.0 / (rope["rope_theta"] ** (torch.arange(0, size, 2, dtype=torch.float32) / size))
    factors = []
    for frequency in frequencies:
        length = 2 * np.pi / frequency
        if length < old / high:
            factors.append(1.0)
        elif length > old / low:
            factors.append(rope["factor"])
        else:
            smooth = (old / length - low) / (high - low)
            factors.append(float(1 / ((1 - smooth) / rope["factor"] + smooth)))
    return np.array(factors, dtype=np.float32)


def describe(writer, config):
    """Adds the numbers of a configuration; returns how many heads query and key have."""
    heads = config["num_attention_heads"]
    key_heads = config.get("num_key_value_heads", heads)
    head_size = config.get("head_dim", config["hidden_size"] // heads)
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(heads)
    writer.add_head_count_kv(key_heads)
    writer.add_key_length(head_size)
    writer.add_value_length(head_size)
    writer.add_rope_dimension_count(head_size)
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_rope_freq_base(rope_of(config)["rope_theta"])
    writer.add_vocab_size(config["vocab_size"])
    return heads, key_heads


def model(source, path):
    config = json.loads((source / "config.json").read_text())
    rope = rope_of(config)
    writer = gguf.GGUFWriter(path, "llama")
    heads, key_heads = describe(writer, config)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_eot_token_id(3)
    kind = rope.get("rope_type", rope.get("type"))
    if kind == "linear":
        writer.add_rope_scaling_type(gguf.RopeScalingType.LINEAR)
        writer.add_rope_scaling_factor(rope["factor"])
    if kind == "llama3":
        writer.add_tensor("rope_freqs.weight", rope_factors(config))
    for name, value in load_file(source / "model.safetensors").items():
        count = heads if ".q_proj." in name else key_heads if ".k_proj." in name else None
        writer.add_tensor(gguf_name(name), interleaved(value, count) if count else value)
    finish(writer)


def finish(writer):
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main():
    here = Path(__file__).parent
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else here / "formats"
    out.mkdir(exist_ok=True)
    random = np.random.default_rng(SEED)
    quantised(out, random)
    types(out)
    halves(out, random)
    for name in ("llama-tied", "llama-untied-bias", "llama-rope3", "llama-linear"):
        model(here / "models" / name, out / f"{name}.gguf")


main()
