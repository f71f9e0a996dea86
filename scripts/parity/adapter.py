#!/usr/bin/env python3
"""Adapters in both directions: one that Attune trains opens in PEFT, one that PEFT makes opens in Attune.

  python adapter.py --attune attune MODEL ROWS

MODEL is a folder in the Hugging Face layout, ROWS a file of {"messages": [...]}. Attune trains a few steps with dropout on
all linear layers; PEFT's own adapter has random matrices. For each, the log-probabilities of the first texts of ROWS by
`attune score` are compared with those by PEFT, both in float32. An adapter that hardly changes anything would agree with
any other: how far it moves them is printed too. Exit status 1 when a difference is over --tolerance, or an adapter moves
nothing by ten times as much.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoTokenizer

sys.dont_write_bytecode = True
import compare
import logprobs

LORA = {"r": 8, "lora_alpha": 16, "lora_dropout": 0.05}


def run(arguments, *words):
    done = subprocess.run([arguments.attune, *map(str, words)], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr.strip())
    return done.stdout


def trained_here(arguments, folder):
    """An adapter of a few steps by Attune."""
    recipe = {
        "model": {"path": arguments.model, "precision": "fp32"},
        "data": {"train": [{"path": arguments.rows, "format": "messages"}], "max_length": 256, "on_overlong": "drop"},
        "strategy": {"kind": "lora", "lora": {**LORA, "target_modules": "all-linear"}},
        "training": {"max_steps": arguments.steps, "tokens_per_step": 512, "warmup_ratio": 0, "schedule": "constant"},
        "evaluation": {"before": False}, "output": {"directory": str(folder / "run")},
    }
    path = folder / "recipe.yaml"
    path.write_text(json.dumps(recipe), encoding="utf-8")  # JSON is YAML
    return json.loads(run(arguments, "train", path, "--json"))["model"]


def made_by_peft(arguments, folder):
    """An adapter of PEFT's whose second matrices are random, where they usually begin at zero."""
    torch.manual_seed(11)
    model = get_peft_model(
        logprobs.load(arguments.model), LoraConfig(task_type="CAUSAL_LM", target_modules="all-linear", **LORA))
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if ".lora_B." in name:
                parameter.normal_(std=0.02)
    model.save_pretrained(folder / "peft")
    return str(folder / "peft")


def texts(rows, count):
    """What is said in the first rows, a line each."""
    with open(rows, encoding="utf-8") as lines:
        first = [json.loads(line)["messages"] for line, _ in zip(lines, range(count))]
    return [" ".join(" ".join(message["content"] for message in row).split())[:600] for row in first]


def check(arguments, title, adapter, file, base):
    """Prints one comparison; returns whether it holds."""
    tokenizer = AutoTokenizer.from_pretrained(arguments.model)
    model = logprobs.load(arguments.model, adapter)
    theirs = [logprobs.measured(model, tokenizer, line) for line in logprobs.lines_of(file)]
    scored = run(arguments, "score", adapter, file, "--base", arguments.model, "--precision", "fp32", "--json")
    ours = [json.loads(line) for line in scored.splitlines() if line.strip()]
    worst, _, count = compare.largest_difference(ours, theirs)
    moved, _, _ = compare.largest_difference(base, theirs)
    print(f"| {title} | {worst:.2e} | {moved:.2e} | {count} |", flush=True)
    return worst <= arguments.tolerance and moved >= 10 * arguments.tolerance


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("rows")
    parser.add_argument("--attune", required=True, help="the program")
    parser.add_argument("--steps", type=int, default=3)
    parser.add_argument("--texts", type=int, default=8, help="how many texts are scored")
    parser.add_argument("--tolerance", type=float, default=2e-3)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    arguments.model, arguments.rows = (str(pathlib.Path(path).resolve()) for path in (arguments.model, arguments.rows))
    torch.set_num_threads(arguments.threads)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        file = folder / "texts.txt"
        file.write_text("\n".join(texts(arguments.rows, arguments.texts)) + "\n", encoding="utf-8")
        tokenizer, model = AutoTokenizer.from_pretrained(arguments.model), logprobs.load(arguments.model)
        base = [logprobs.measured(model, tokenizer, line) for line in logprobs.lines_of(file)]
        print("| adapter | Attune against PEFT, at most | moved by, at most | log-probabilities |\n|---|---:|---:|---:|")
        title = f"trained by Attune, {arguments.steps} steps"
        good = [check(arguments, title, trained_here(arguments, folder), file, base),
                check(arguments, "made by PEFT, random", made_by_peft(arguments, folder), file, base)]
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
