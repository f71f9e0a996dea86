"""Makes sampling/processors.json: logits before and probabilities after the logits processors of Transformers.

Transformers 5.23.0, torch 2.13.0, seed 11. The processors are taken in the order in which `generate` builds its list.
Draws whose sums come within 1e-4 of a limit are made again, since float32 and float64 may part there.
"""
import json, pathlib, torch
from transformers import (LogitsProcessorList, MinPLogitsWarper, RepetitionPenaltyLogitsProcessor,
                          TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper)

VOCABULARY = 37
torch.manual_seed(11)

SETTINGS = [
    {"repetition_penalty": 1.3}, {"repetition_penalty": 0.7}, {"temperature": 0.6}, {"temperature": 2.5},
    {"top_k": 1}, {"top_k": 5}, {"top_k": 36}, {"top_k": 100}, {"top_k": 1, "min_tokens_to_keep": 4},
    {"top_p": 0.9}, {"top_p": 0.5}, {"top_p": 0.05}, {"top_p": 0.05, "min_tokens_to_keep": 3}, {"top_p": 0.999},
    {"min_p": 0.05}, {"min_p": 0.4}, {"min_p": 1.0}, {"min_p": 0.9, "min_tokens_to_keep": 3},
    {"temperature": 0.8, "top_k": 12, "top_p": 0.85}, {"temperature": 1.5, "top_p": 0.95, "min_p": 0.1},
    {"repetition_penalty": 1.15, "temperature": 0.7, "top_k": 20, "top_p": 0.9, "min_p": 0.05},
]


def processors(settings):
    keep = settings.get("min_tokens_to_keep", 1)
    chain = LogitsProcessorList()
    if "repetition_penalty" in settings:
        chain.append(RepetitionPenaltyLogitsProcessor(settings["repetition_penalty"]))
    if "temperature" in settings:
        chain.append(TemperatureLogitsWarper(settings["temperature"]))
    if "top_k" in settings:
        chain.append(TopKLogitsWarper(settings["top_k"], min_tokens_to_keep=keep))
    if "top_p" in settings:
        chain.append(TopPLogitsWarper(settings["top_p"], min_tokens_to_keep=keep))
    if "min_p" in settings:
        chain.append(MinPLogitsWarper(settings["min_p"], min_tokens_to_keep=keep))
    return chain


def is_close(settings, seen, logits):
    """Whether a nudged limit would keep other tokens."""
    kept = None
    for nudge in (-1e-4, 0, 1e-4):
        nudged = dict(settings)
        for name in ("top_p", "min_p"):
            if name in nudged:
                nudged[name] = min(1.0, nudged[name] + nudge)
        found = torch.isfinite(processors(nudged)(seen, logits.clone())).tolist()
        if kept is not None and found != kept:
            return True
        kept = found
    return False


cases = []
for settings in SETTINGS:
    for _ in range(3):
        while True:
            logits = (torch.randn(1, VOCABULARY) * 2.5).mul(256).round().div(256)
            seen = torch.randint(0, VOCABULARY, (1, 9))
            if len(set(logits[0].tolist())) == VOCABULARY and not is_close(settings, seen, logits):
                break
        result = torch.softmax(processors(settings)(seen, logits.clone()).double(), -1)[0]
        cases.append({"settings": settings, "seen": sorted(set(seen[0].tolist())), "logits": logits[0].tolist(),
                      "probabilities": [round(value, 9) for value in result.tolist()]})

# Ties: top-k keeps all that are as likely as the last.
tied = torch.tensor([[1.0, 3.0, 2.0, 2.0, 2.0, -1.0]])
result = torch.softmax(TopKLogitsWarper(2)(None, tied.clone()).double(), -1)[0]
cases.append({"settings": {"top_k": 2}, "seen": [], "logits": tied[0].tolist(),
              "probabilities": [round(value, 9) for value in result.tolist()]})

out = pathlib.Path(__file__).parent / "sampling" / "processors.json"
out.parent.mkdir(exist_ok=True)
out.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
print(len(cases))
