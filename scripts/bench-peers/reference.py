#!/usr/bin/env python3
"""Training in float32 with transformers and PyTorch's AdamW, rows in the order of the file; prints the validation loss.

Rows are {"ids", "weights"}, as `attune data render --json` writes them. A step's loss is the mean over its targets. The
last line of the output is one JSON object.
"""
import argparse
import json
import os

import torch
from transformers import AutoModelForCausalLM


def rows_of(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def loss_sum(model, row):
    """The sum over a row's targets of weight times negative log-probability."""
    ids, weights = torch.tensor(row["ids"]), torch.tensor(row["weights"])[1:]
    counted = weights > 0
    hidden = model.model(input_ids=ids[None], use_cache=False).last_hidden_state[0, :-1]
    logits = model.lm_head(hidden[counted])
    losses = torch.nn.functional.cross_entropy(logits, ids[1:][counted], reduction="none")
    return (losses * weights[counted]).sum()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("training")
    parser.add_argument("validation")
    parser.add_argument("--documents", type=int, default=8, help="of a step")
    parser.add_argument("--learning-rate", type=float, default=5e-5)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    training, validation = rows_of(arguments.training), rows_of(arguments.validation)
    model = AutoModelForCausalLM.from_pretrained(arguments.model, dtype=torch.float32).train()
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=arguments.learning_rate, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0)
    steps = range(0, len(training), arguments.documents)
    for begin in steps:
        batch = training[begin:begin + arguments.documents]
        total = sum(sum(row["weights"][1:]) for row in batch)
        for row in batch:
            (loss_sum(model, row) / total).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
    with torch.no_grad():
        losses = sum(loss_sum(model, row).item() for row in validation)
    print("\n" + json.dumps({
        "validation_loss": losses / sum(sum(row["weights"][1:]) for row in validation), "steps": len(steps),
        "tokens": sum(len(row["ids"]) for row in training)}))


if __name__ == "__main__":
    main()
