"""The recipes that the modes measure."""
import json
import random
import struct
from pathlib import Path

from common import REPOSITORY, Failure

def write_recipe(folder, chosen, rows=None, **data):
    """A recipe over rows; everything else is a change on the command line."""
    settings = {"max_length": chosen.length, "on_overlong": "truncate", **data}
    lines = [f"model: {{ path: {json.dumps(str(chosen.model))} }}", "data:"]
    lines += [f"  train: [{{ path: {json.dumps(str(Path(rows or chosen.rows).resolve()))} }}]"]
    lines += [f"  {key}: {json.dumps(value)}" for key, value in settings.items()]
    lines += [
        "training:", "  epochs: 1000", "  max_steps: 10000", f"  tokens_per_step: {chosen.tokens}",
        "  learning_rate: 2.0e-5", "  schedule: constant", "  warmup_ratio: 0"]
    if chosen.threads:
        lines += [f"  threads: {chosen.threads}"]
    lines += ["output:", f"  directory: {json.dumps(str(folder / 'run'))}"]
    path = folder / "recipe.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def quickstart_recipe():
    return REPOSITORY / "recipes" / "quickstart.yaml"


def long_text(folder, rows):
    """All rows' texts as one document, which `on_overlong: split` cuts into pieces of any length."""
    words = []
    with open(rows, encoding="utf-8") as lines:
        for line in lines:
            words += [message["content"] for message in json.loads(line)["messages"]]
    path = folder / "text.jsonl"
    text = "\n\n".join(words)
    with open(path, "w", encoding="utf-8") as file:
        file.write(json.dumps({"text": text}) + "\n")
    return path


# Shapes of the Llama family by name: width, blocks, heads, key-value heads, hidden width, vocabulary is the model's own.
SHAPES = {
    "10 M": (192, 4, 3, 1, 512), "20 M": (256, 8, 4, 2, 768), "50 M": (384, 18, 6, 2, 1024),
    "135 M": (576, 30, 9, 3, 1536), "360 M": (960, 32, 15, 5, 2560), "600 M": (1280, 30, 20, 5, 3584),
    "1 B": (1536, 34, 24, 6, 4608),
}


def random_model(folder, shape, like):
    """A model folder of this shape with random weights, and the tokenizer of the model `like`."""
    width, blocks, heads, shared, hidden = shape
    like = Path(like)
    if not (like / "config.json").exists():
        raise Failure(f"{like} is no model folder.", "Give --model a folder with config.json and tokenizer.json.")
    config = json.loads((like / "config.json").read_text(encoding="utf-8"))
    head_size = 64
    config.update(
        hidden_size=width, num_hidden_layers=blocks, num_attention_heads=heads, num_key_value_heads=shared,
        intermediate_size=hidden, head_dim=head_size, tie_word_embeddings=True, dtype="bfloat16")
    config.pop("torch_dtype", None)
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    for file in like.iterdir():
        if file.suffix in (".json", ".jinja") and file.name not in ("config.json", "model.safetensors.index.json"):
            (folder / file.name).write_bytes(file.read_bytes())
    shapes = {"model.embed_tokens.weight": [config["vocab_size"], width], "model.norm.weight": [width]}
    for block in range(blocks):
        name = f"model.layers.{block}."
        for part, rows, columns in (
                ("self_attn.q_proj", heads * head_size, width), ("self_attn.k_proj", shared * head_size, width),
                ("self_attn.v_proj", shared * head_size, width), ("self_attn.o_proj", width, heads * head_size),
                ("mlp.gate_proj", hidden, width), ("mlp.up_proj", hidden, width), ("mlp.down_proj", width, hidden)):
            shapes[f"{name}{part}.weight"] = [rows, columns]
        for norm in ("input_layernorm", "post_attention_layernorm"):
            shapes[f"{name}{norm}.weight"] = [width]
    write_weights(folder / "model.safetensors", shapes)
    return sum(product(shape) for shape in shapes.values())


def product(numbers):
    result = 1
    for number in numbers:
        result *= number
    return result


def write_weights(path, shapes):
    """bfloat16 weights: matrices normal with a deviation of 0.02, vectors of norms 1."""
    draw = random.Random(1)
    block = b"".join(struct.pack("<f", draw.gauss(0, 0.02))[2:] for _ in range(1 << 18))
    header, offset = {}, 0
    for name, shape in shapes.items():
        size = 2 * product(shape)
        header[name] = {"dtype": "BF16", "shape": shape, "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for shape in shapes.values():
            size = 2 * product(shape)
            if len(shape) == 1:
                file.write(struct.pack("<f", 1.0)[2:] * shape[0])
                continue
            while size > 0:
                file.write(block[:size])
                size -= len(block)
