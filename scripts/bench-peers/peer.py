#!/usr/bin/env python3
"""One training run of another program on encoded rows, for comparison; the last line is one JSON object.

The stacks: `trainer` is transformers.Trainer with padded batches, `eager` a plain PyTorch loop over full rows of `length`
tokens, `compile` the same under torch.compile, `trl` trl.SFTTrainer with padded batches, `trl-pack` the same with packing.
A row is {"ids": [...], "weights": [...]}, as `attune data render --json` writes it. Tokens are counted without padding.
"""
import argparse
import json
import os
import tempfile
import time

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--stack", required=True, choices=["trainer", "eager", "compile", "trl", "trl-pack"])
parser.add_argument("--precision", required=True, choices=["fp32", "bf16", "pure-bf16"])
parser.add_argument("--model", required=True)
parser.add_argument("--rows", required=True)
parser.add_argument("--length", type=int, default=512)
parser.add_argument("--tokens", type=int, default=2048, help="tokens of a step; padded stacks take as many rows on average")
parser.add_argument("--steps", type=int, default=6)
parser.add_argument("--warm-up", type=int, default=2)
parser.add_argument("--threads", type=int, default=os.cpu_count())
arguments = parser.parse_args()

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

torch.set_num_threads(arguments.threads)
torch.manual_seed(42)
TOTAL = arguments.warm_up + arguments.steps


def seconds_since_start():
    """Since the process began, by the kernel's account: imports included."""
    with open("/proc/self/stat", encoding="utf-8") as stat, open("/proc/uptime", encoding="utf-8") as uptime:
        ticks = int(stat.read().rsplit(")", 1)[1].split()[19])
        return float(uptime.read().split()[0]) - ticks / os.sysconf("SC_CLK_TCK")


def peak_bytes():
    with open("/proc/self/status", encoding="utf-8") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))


class Meter:
    """Seconds and real tokens of each step."""

    def __init__(self):
        self.seconds, self.tokens, self.losses = [], [], []
        self.last, self.counted, self.first = None, 0, None

    def saw(self, tokens):
        """Tokens of a batch on its way into the model."""
        self.last = self.last or time.perf_counter()
        self.counted += tokens

    def step_done(self):
        now = time.perf_counter()
        self.first = self.first or seconds_since_start()
        self.seconds.append(now - self.last)
        self.tokens.append(self.counted)
        self.last, self.counted = now, 0

    def report(self, losses):
        after = slice(arguments.warm_up, TOTAL)
        print("\n" + json.dumps({
            "seconds": self.seconds[after], "tokens": self.tokens[after], "losses": losses[after],
            "seconds_to_first_step": self.first, "peak_memory_bytes": peak_bytes()}))


meter = Meter()
with open(arguments.rows, encoding="utf-8") as lines:
    ROWS = [json.loads(line) for line in lines]
for row in ROWS:
    del row["ids"][arguments.length:]
    row["labels"] = [id if weight else -100 for id, weight in zip(row["ids"], row["weights"])]
# Padded stacks count rows: as many as make the step's tokens on average.
BATCH = max(1, round(arguments.tokens * len(ROWS) / sum(len(row["ids"]) for row in ROWS)))
DTYPE = torch.bfloat16 if arguments.precision == "pure-bf16" else torch.float32


def load():
    return AutoModelForCausalLM.from_pretrained(arguments.model, dtype=DTYPE, attn_implementation="sdpa")


def run_loop(compiled):
    model = load().train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-5, weight_decay=0.0, fused=True)
    ids = [id for row in ROWS for id in row["ids"]]
    labels = [label for row in ROWS for label in row["labels"]]
    repeats = 1 + TOTAL * arguments.tokens // len(ids)
    ids, labels = torch.tensor(ids * repeats), torch.tensor(labels * repeats)

    def loss_of(ids, labels):
        hidden = model.model(input_ids=ids, use_cache=False).last_hidden_state
        logits = model.lm_head(hidden)[:, :-1].float()
        return torch.nn.functional.cross_entropy(logits.flatten(0, 1), labels[:, 1:].flatten(), ignore_index=-100)

    function = torch.compile(loss_of) if compiled else loss_of
    autocast = torch.autocast("cpu", torch.bfloat16, enabled=arguments.precision == "bf16")
    for step in range(TOTAL):
        part = slice(step * arguments.tokens, (step + 1) * arguments.tokens)
        meter.saw(arguments.tokens)
        with autocast:
            loss = function(ids[part].view(-1, arguments.length), labels[part].view(-1, arguments.length))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        meter.losses.append(loss.item())
        meter.step_done()
    meter.report(meter.losses)


def trainer_settings(folder):
    return dict(
        output_dir=folder, per_device_train_batch_size=BATCH, max_steps=TOTAL, learning_rate=2e-5,
        bf16=arguments.precision == "bf16", use_cpu=True, logging_steps=1, save_strategy="no", report_to=[],
        lr_scheduler_type="constant", max_grad_norm=1.0, disable_tqdm=True)


def finish(trainer):
    """Trains with every step timed and every batch counted, then reports."""
    from transformers import TrainerCallback

    class Steps(TrainerCallback):
        def on_step_end(self, *_, **__):
            meter.step_done()

    collate = trainer.data_collator

    def counted(rows):
        batch = collate(rows)
        mask = batch.get("attention_mask")
        meter.saw(int(mask.sum()) if mask is not None else batch["input_ids"].numel())
        return batch

    trainer.data_collator = counted
    trainer.add_callback(Steps())
    trainer.train()
    meter.report([entry["loss"] for entry in trainer.state.log_history if "loss" in entry])


def run_trainer(folder):
    from transformers import DataCollatorForSeq2Seq, Trainer, TrainingArguments

    tokenizer = AutoTokenizer.from_pretrained(arguments.model)
    data = [{"input_ids": row["ids"], "labels": row["labels"], "attention_mask": [1] * len(row["ids"])} for row in ROWS]
    finish(Trainer(
        model=load(), args=TrainingArguments(**trainer_settings(folder)), train_dataset=data,
        data_collator=DataCollatorForSeq2Seq(tokenizer, padding=True)))


def run_trl(folder, packing):
    from datasets import Dataset
    from trl import SFTConfig, SFTTrainer

    data = Dataset.from_list([
        {"input_ids": row["ids"], "completion_mask": [int(weight > 0) for weight in row["weights"]]} for row in ROWS])
    config = SFTConfig(
        **trainer_settings(folder), max_length=arguments.length, packing=packing, gradient_checkpointing=False)
    finish(SFTTrainer(
        model=load(), args=config, train_dataset=data, processing_class=AutoTokenizer.from_pretrained(arguments.model)))


with tempfile.TemporaryDirectory() as place:
    if arguments.stack == "trainer":
        run_trainer(place)
    elif arguments.stack in ("eager", "compile"):
        run_loop(arguments.stack == "compile")
    else:
        run_trl(place, arguments.stack == "trl-pack")
