#!/usr/bin/env python3
"""Opens a saved model folder with transformers and says what is in it; exit status 1 when something is wrong."""
import argparse
import json
import sys
from pathlib import Path

import torch
from safetensors import safe_open
from transformers import AutoModelForCausalLM, AutoTokenizer


def stored_tensors(folder):
    """Name to file, over all shards."""
    index = folder / "model.safetensors.index.json"
    if index.exists():
        return {name: folder / file for name, file in json.loads(index.read_text())["weight_map"].items()}
    path = folder / "model.safetensors"
    with safe_open(path, "pt") as file:
        return {name: path for name in file.keys()}


def load(stored, name):
    with safe_open(stored[name], "pt") as file:
        return file.get_tensor(name)


def difference(folder, other):
    """A sentence for every tensor whose name, dtype, shape or bits differ."""
    mine, theirs = stored_tensors(folder), stored_tensors(other)
    found = [f"{name}: only in one folder" for name in sorted(mine.keys() ^ theirs.keys())]
    for name in sorted(mine.keys() & theirs.keys()):
        a, b = load(mine, name), load(theirs, name)
        if a.dtype != b.dtype or a.shape != b.shape:
            found.append(f"{name}: {a.dtype} {list(a.shape)} and {b.dtype} {list(b.shape)}")
        elif not torch.equal(a.contiguous().view(torch.uint8), b.contiguous().view(torch.uint8)):
            found.append(f"{name}: bits differ, by up to {(a.double() - b.double()).abs().max().item():.3e}")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--against", type=Path, help="another folder: the tensors must be equal bit by bit")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    stored = stored_tensors(arguments.folder)
    model, info = AutoModelForCausalLM.from_pretrained(arguments.folder, dtype="auto", output_loading_info=True)
    problems = [f"{kind}: {sorted(map(str, names))}" for kind, names in info.items() if names]
    for file in sorted(set(stored.values())):
        with safe_open(file, "pt") as opened:
            if (opened.metadata() or {}).get("format") != "pt":
                problems.append(f"{file.name}: the metadata does not say format pt")
    tied = model.get_output_embeddings().weight is model.get_input_embeddings().weight
    if tied != bool(model.config.tie_word_embeddings) or tied == ("lm_head.weight" in stored):
        problems.append(f"tied: {tied}; config: {model.config.tie_word_embeddings}; "
                        f"lm_head stored: {'lm_head.weight' in stored}")
    values = model.state_dict()
    for name in stored:
        kept = load(stored, name)
        if name not in values or not torch.equal(values[name], kept) or not torch.isfinite(kept.float()).all():
            problems.append(f"{name}: not what transformers loaded, or not finite")
    tokenizer = AutoTokenizer.from_pretrained(arguments.folder)
    sentence = "One check, 2 numbers."
    ids = tokenizer(sentence)["input_ids"]
    if max(ids) >= model.config.vocab_size or tokenizer.decode(ids, skip_special_tokens=True) != sentence:
        problems.append("the tokenizer does not give back a plain sentence")
    chat = tokenizer.chat_template is not None
    if arguments.against:
        problems += difference(arguments.folder, arguments.against)
    print(json.dumps({"tensors": len(stored), "dtypes": sorted({str(load(stored, name).dtype) for name in stored}),
                      "parameters": sum(p.numel() for p in model.parameters()), "tied": tied, "chat_template": chat,
                      "vocabulary": len(tokenizer), "problems": problems}, indent=1))
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
