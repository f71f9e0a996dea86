#!/usr/bin/env python3
"""A plain PyTorch training loop in float32: rows in file order, one document each, unpacked; a JSON line a step.

loss = sum of weight x nll / sum of weights over the step; AdamW (0.9, 0.999, 1e-8, no decay), global-norm clipping,
constant learning rate. The loss printed is the one before the step's update.
"""
import argparse
import json

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from conversations import rows_of


def nll_sum(model, ids, weights):
    """Sum over tokens of weight x negative log-probability; weights[i] belongs to token i as a target."""
    hidden = model.model(input_ids=torch.tensor([ids]), use_cache=False).last_hidden_state[0, :-1]
    weights = torch.tensor(weights[1:])
    counted = weights > 0
    logits = model.lm_head(hidden[counted])
    losses = torch.nn.functional.cross_entropy(logits, torch.tensor(ids[1:])[counted], reduction="none")
    return (losses * weights[counted]).sum()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("rows", help="output of `attune data render --json`, or conversations as JSON lines")
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--documents", type=int, default=4, help="documents a step")
    parser.add_argument("--learning-rate", type=float, default=2e-5)
    parser.add_argument("--max-grad-norm", type=float, default=1.0)
    parser.add_argument("--max-length", type=int, default=1024, help="a longer row is an error")
    parser.add_argument("--render", help="also write the rows used, as JSON lines {ids, weights}")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    rows = rows_of(arguments.rows, AutoTokenizer.from_pretrained(arguments.model))
    rows = rows[: arguments.steps * arguments.documents]
    if len(rows) < arguments.steps * arguments.documents:
        raise SystemExit(f"{len(rows)} rows are too few for {arguments.steps} steps of {arguments.documents}.")
    if any(len(ids) > arguments.max_length for ids, _ in rows):
        raise SystemExit(f"A row has over {arguments.max_length} tokens.")
    if arguments.render:
        with open(arguments.render, "w", encoding="utf-8") as file:
            file.writelines(json.dumps({"ids": ids, "weights": weights}) + "\n" for ids, weights in rows)
    model = AutoModelForCausalLM.from_pretrained(arguments.model, dtype=torch.float32).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=arguments.learning_rate, betas=(0.9, 0.999), eps=1e-8,
                                  weight_decay=0.0)
    for step in range(arguments.steps):
        batch = rows[step * arguments.documents: (step + 1) * arguments.documents]
        total = sum(sum(weights[1:]) for _, weights in batch)
        loss = 0.0
        for ids, weights in batch:
            share = nll_sum(model, ids, weights) / total
            share.backward()
            loss += share.item()
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), arguments.max_grad_norm)
        optimizer.step()
        optimizer.zero_grad()
        print(json.dumps({
            "step": step + 1, "loss": loss, "grad_norm": norm.item(), "learning_rate": arguments.learning_rate,
            "rows": len(batch), "tokens": sum(len(ids) for ids, _ in batch), "loss_tokens": total}), flush=True)


if __name__ == "__main__":
    main()
