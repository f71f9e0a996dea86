#!/usr/bin/env python3
"""Greedy answers in float32 to one user turn each.

A JSON line {"prompt", "text", "ids", "finish_reason", "least_margin"} each; ids are without the stop token.

least_margin is the smallest difference between the best and the second logit on the way: where it is far over the
rounding error (about 1e-3), another correct program must write the same text.
"""
import argparse
import json

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

PROMPTS = [
    "What are the symptoms of diabetes?",
    "What is 17 times 23?",
    "Name three colours of the rainbow.",
    "Who wrote Romeo and Juliet?",
    "Explain photosynthesis to a child.",
]


def answer(model, tokenizer, prompt, length):
    """Token by token, without the stop token; ends at the end-of-turn token or after `length` tokens."""
    turn = [{"role": "user", "content": prompt}]
    text = tokenizer.apply_chat_template(turn, tokenize=False, add_generation_prompt=True)
    ids = tokenizer(text, add_special_tokens=False)["input_ids"]
    found, margin, reason = [], float("inf"), "length"
    past, following = None, torch.tensor([ids])
    while len(found) < length:
        with torch.no_grad():
            output = model(input_ids=following, past_key_values=past, use_cache=True)
        past = output.past_key_values
        best = output.logits[0, -1].topk(2)
        margin = min(margin, float(best.values[0] - best.values[1]))
        token = int(best.indices[0])
        if token == tokenizer.eos_token_id:
            reason = "stop"
            break
        found.append(token)
        following = torch.tensor([[token]])
    return {"prompt": prompt, "text": tokenizer.decode(found, skip_special_tokens=True), "ids": found,
            "finish_reason": reason, "least_margin": margin}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("--prompts", help="a file with a prompt a line; without it five prompts of this script")
    parser.add_argument("--max-tokens", type=int, default=64)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    prompts = PROMPTS
    if arguments.prompts:
        with open(arguments.prompts, encoding="utf-8") as file:
            prompts = [line.rstrip("\n") for line in file if line.strip()]
    tokenizer = AutoTokenizer.from_pretrained(arguments.model)
    model = AutoModelForCausalLM.from_pretrained(arguments.model, dtype=torch.float32).eval()
    for prompt in prompts:
        print(json.dumps(answer(model, tokenizer, prompt, arguments.max_tokens), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
