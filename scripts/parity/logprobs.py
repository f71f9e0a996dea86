#!/usr/bin/env python3
"""Log-probability of every token of every line of a text file, as JSON lines {"ids", "logprobs"}."""
import argparse
import json

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer


def load(folder, adapter=None):
    """The model in float32, with a LoRA folder beside it that PEFT reads."""
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    if adapter:
        from peft import PeftModel  # only here, so that the other uses do not need it

        model = PeftModel.from_pretrained(model, adapter).eval()
    return model


def lines_of(path, limit=None):
    with open(path, encoding="utf-8", newline="") as file:
        return [line for line in file.read().split("\n") if line][:limit]


def measured(model, tokenizer, line):
    ids = tokenizer(line)["input_ids"]  # adds a begin token when the tokenizer does
    with torch.no_grad():
        logits = model(input_ids=torch.tensor([ids])).logits[0]
    found = logits.log_softmax(-1)[:-1].gather(1, torch.tensor(ids[1:])[:, None])[:, 0]
    return {"ids": ids, "logprobs": [None, *found.tolist()]}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("textfile")
    parser.add_argument("--adapter", help="a LoRA folder that PEFT puts beside the model")
    parser.add_argument("--limit", type=int, help="only the first lines")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    tokenizer = AutoTokenizer.from_pretrained(arguments.model)
    model = load(arguments.model, arguments.adapter)
    for line in lines_of(arguments.textfile, arguments.limit):
        print(json.dumps(measured(model, tokenizer, line)), flush=True)


if __name__ == "__main__":
    main()
