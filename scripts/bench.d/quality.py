"""Validation loss after the same training in the same order of rows: Attune's modes against PyTorch in float32.

Each mode measures itself as it trains, in its own precision. An exact mode's weights are then measured in float32, too:
weights that training has moved off bfloat16's grid lose a little by being rounded to it, whichever program rounds.
"""
import json
import random
import re
import subprocess
import tempfile
from pathlib import Path

from common import REPOSITORY, Results, attune_path, required, run_json, say

REFERENCE = REPOSITORY / "scripts" / "bench-peers" / "reference.py"
REFERENCE_NAME = "transformers fp32"
DOCUMENTS = 8  # of a step
LEARNING_RATE = 5e-5

# Attune's modes: whether the mode is exact, changes to the recipe.
MODES = {
    "attune fp32": (True, ["model.precision=fp32"]),
    "attune bf16": (True, ["model.precision=bf16"]),
    "attune bf16, 8-bit moments": (False, ["model.precision=bf16", "training.optimizer=adamw_8bit"]),
    "attune bf16-lean": (False, ["model.precision=bf16-lean"]),
    "attune bf16-lean, 8-bit moments": (False, ["model.precision=bf16-lean", "training.optimizer=adamw_8bit"]),
    "attune bf16, adafactor": (False, ["model.precision=bf16", "training.optimizer=adafactor"]),
    "attune bf16, leanest": (False, [
        "model.precision=bf16", "model.activations=recompute", "training.optimizer=adafactor",
        "training.optimizer_in_backward=true", "training.clipping=per_tensor"]),
}


def run(chosen):
    required(chosen, "peers", "rows", "validation")
    settings = {
        "length": chosen.length, "training_tokens": chosen.training_tokens, "validation_rows": chosen.validation_rows,
        "documents_a_step": DOCUMENTS, "learning_rate": LEARNING_RATE, "threads": chosen.threads,
        "model": Path(str(chosen.model)).name, "rows": Path(chosen.rows).name}
    results = Results(chosen, "quality", settings)
    wanted = re.compile(chosen.only)
    with tempfile.TemporaryDirectory() as temporary:
        work = Work(chosen, Path(temporary))
        for seed in range(1, chosen.seeds + 1):
            for name in [REFERENCE_NAME, *MODES]:
                if wanted.search(name) and not results.has(name=name, seed=seed):
                    say(f"seed {seed}: {name}")
                    found = work.reference(seed) if name == REFERENCE_NAME else work.attune(name, seed)
                    say(f"  {found.get('error') or found['validation_loss']}")
                    results.add({"name": name, "seed": seed, **found})
    return results.path


class Work:
    """The rows of every seed, in files, and the two programs over them."""

    def __init__(self, chosen, folder):
        self.chosen, self.folder = chosen, folder
        self.rows = Path(chosen.rows).read_text(encoding="utf-8").splitlines()
        self.lengths = [len(row["ids"]) for row in self.encoded(Path(chosen.rows))]
        if len(self.lengths) != len(self.rows):
            raise SystemExit("error: rows and encoded rows differ in number.\nfix: Give one row a line.")
        validation = Path(chosen.validation).read_text(encoding="utf-8").splitlines()[: chosen.validation_rows]
        self.validation = folder / "validation.jsonl"
        self.validation.write_text("\n".join(validation) + "\n", encoding="utf-8")

    def training(self, seed):
        """A file with the seed's rows in the seed's order, whole steps of at least the wanted tokens together."""
        order = list(range(len(self.rows)))
        random.Random(seed).shuffle(order)
        taken, tokens = [], 0
        for index in order:
            if tokens >= self.chosen.training_tokens and len(taken) % DOCUMENTS == 0:
                break
            taken.append(index)
            tokens += self.lengths[index]
        taken = taken[: len(taken) // DOCUMENTS * DOCUMENTS]
        path = self.folder / f"train-{seed}.jsonl"
        path.write_text("\n".join(self.rows[index] for index in taken) + "\n", encoding="utf-8")
        return path

    def recipe(self, rows):
        path = self.folder / "recipe.yaml"
        path.write_text(f"""model: {{ path: {json.dumps(str(self.chosen.model))} }}
data:
  train: [{{ path: {json.dumps(str(rows))} }}]
  validation: {{ path: {json.dumps(str(self.validation))} }}
  max_length: {self.chosen.length}
  on_overlong: truncate
  packing: false
  shuffle: false
training:
  epochs: 1
  batch_size: {DOCUMENTS}
  learning_rate: {LEARNING_RATE:.1e}
  schedule: constant
  warmup_ratio: 0
  max_grad_norm: 1.0
{f"  threads: {self.chosen.threads}" if self.chosen.threads else ""}
evaluation: {{ before: false }}
output:
  directory: {json.dumps(str(self.folder / "run"))}
  save: {{ every: 100000, keep: 1 }}
""", encoding="utf-8")
        return path

    def encoded(self, rows):
        """The rows as ids and weights, by Attune's own encoding."""
        command = [attune_path(self.chosen), "data", "render", "--recipe", self.recipe_for_encoding(rows), "--json"]
        done = subprocess.run([str(part) for part in command], cwd=REPOSITORY, capture_output=True, text=True, check=True)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def recipe_for_encoding(self, rows):
        path = self.folder / "encoding.yaml"
        path.write_text(
            f"model: {{ path: {json.dumps(str(self.chosen.model))} }}\n"
            f"data: {{ train: [{{ path: {json.dumps(str(Path(rows).resolve()))} }}], "
            f"max_length: {self.chosen.length}, on_overlong: truncate }}\n", encoding="utf-8")
        return path

    def attune(self, name, seed):
        recipe = self.recipe(self.training(seed))
        found = run_json(
            [attune_path(self.chosen), "train", recipe, *MODES[name][1], "output.dtype=fp32", "--overwrite", "--json"],
            self.chosen.timeout)
        if "error" not in found:
            found = {"validation_loss": found["validation"]["loss"], "steps": found["steps"], "tokens": found["tokens"],
                     "peak_memory_bytes": found["peak_memory_bytes"], **self.exact(name, recipe)}
        subprocess.run(["rm", "-rf", *[str(path) for path in self.folder.glob("run*")]], check=True)
        return found

    def exact(self, name, recipe):
        """What the exact weights of a mode that computes in bfloat16 reach in float32, as the reference is measured."""
        if not MODES[name][0] or "model.precision=fp32" in MODES[name][1]:
            return {}
        command = [
            attune_path(self.chosen), "evaluate", self.folder / "run" / "model", self.validation, "--recipe", recipe,
            "--precision", "fp32", "--json"]
        measured = run_json(command, self.chosen.timeout)
        return measured if "error" in measured else {"exact_loss": measured["loss"]}

    def reference(self, seed):
        paths = []
        for name, rows in (("train", self.training(seed)), ("validation", self.validation)):
            paths.append(self.folder / f"{name}-encoded.jsonl")
            paths[-1].write_text("".join(json.dumps(row) + "\n" for row in self.encoded(rows)), encoding="utf-8")
        command = [
            self.chosen.peers, REFERENCE, self.chosen.model, *paths, "--documents", DOCUMENTS,
            "--learning-rate", LEARNING_RATE]
        if self.chosen.threads:
            command += ["--threads", self.chosen.threads]
        return run_json(command, self.chosen.timeout)
