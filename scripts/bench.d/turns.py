"""Attune and the peers in turns on the same rows: every round runs each of them once, in an order of its own."""
import random
import re
import subprocess
import tempfile
from pathlib import Path

from common import REPOSITORY, TUNED_MALLOC, Results, attune_path, run_json, say
from recipes import quickstart_recipe, write_recipe

PEER = REPOSITORY / "scripts" / "bench-peers" / "peer.py"

# Attune's runs: changes to the recipe.
OWN = {
    "attune bf16": ["model.precision=bf16", "model.activations=keep"],
    "attune bf16, recompute": ["model.precision=bf16", "model.activations=recompute"],
    "attune bf16, 8-bit moments": ["model.precision=bf16", "model.activations=keep", "training.optimizer=adamw_8bit"],
    "attune bf16, adafactor": ["model.precision=bf16", "model.activations=keep", "training.optimizer=adafactor"],
    "attune bf16, leanest": [
        "model.precision=bf16", "model.activations=recompute", "training.optimizer=adafactor",
        "training.optimizer_in_backward=true", "training.clipping=per_tensor"],
    "attune fp32": ["model.precision=fp32", "model.activations=keep"],
}
# The peers' runs: stack, precision, whether malloc is tuned, and the run of Attune that does the same.
PEERS = {
    "compile pure-bf16, tuned": ("compile", "pure-bf16", True, "attune bf16"),
    "eager pure-bf16, tuned": ("eager", "pure-bf16", True, "attune bf16"),
    "trainer bf16, tuned": ("trainer", "bf16", True, "attune bf16"),
    "trainer bf16": ("trainer", "bf16", False, "attune bf16"),
    "trl bf16": ("trl", "bf16", False, "attune bf16"),
    "compile fp32, tuned": ("compile", "fp32", True, "attune fp32"),
    "trainer fp32, tuned": ("trainer", "fp32", True, "attune fp32"),
    "trainer fp32": ("trainer", "fp32", False, "attune fp32"),
    "trl fp32": ("trl", "fp32", False, "attune fp32"),
}


def run(chosen):
    wanted = re.compile(chosen.only)
    names = [name for name in [*OWN, *(PEERS if chosen.peers and chosen.rows else [])] if wanted.search(name)]
    results = Results(chosen, "turns" if chosen.rows else "quickstart", settings(chosen))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        recipe = write_recipe(folder, chosen) if chosen.rows else quickstart_recipe()
        rows = encoded_rows(chosen, recipe, folder) if chosen.peers and chosen.rows else None
        for number in range(1, chosen.rounds + 1):
            # What ran just before leaves its mark, on memory above all; so nobody always follows the same one.
            for name in random.Random(number).sample(names, len(names)):
                measure(chosen, results, name, number, recipe, rows)
    return results.path


def settings(chosen):
    names = ("length", "tokens", "steps", "threads") if chosen.rows else ("steps", "threads")
    found = {name: getattr(chosen, name) for name in names}
    return {**found, "model": Path(str(chosen.model)).name, "rows": Path(chosen.rows or "quickstart").name}


def measure(chosen, results, name, number, recipe, rows):
    if results.has(name=name, round=number):
        return
    if any(entry["name"] == name and "error" in entry for entry in results.value["measured"]):
        return  # what failed once is not tried again; its words are in the file
    say(f"round {number}: {name}")
    if name in OWN:
        command = [attune_path(chosen), "measure", recipe, *OWN[name], "--steps", chosen.steps, "--parts", "--json"]
        found = run_json(command, chosen.timeout)
    else:
        found = run_peer(chosen, name, rows)
    say(f"  {found.get('error') or summary(found)}")
    results.add({"name": name, "round": number, **found})


def run_peer(chosen, name, rows):
    stack, precision, tuned, _ = PEERS[name]
    command = [
        chosen.peers, PEER, "--stack", stack, "--precision", precision, "--model", chosen.model, "--rows", rows,
        "--length", chosen.length, "--tokens", chosen.tokens, "--steps", chosen.steps]
    if chosen.threads:
        command += ["--threads", chosen.threads]
    return run_json(command, chosen.timeout, TUNED_MALLOC if tuned else None)


def encoded_rows(chosen, recipe, folder):
    """The rows as ids and loss weights, by Attune's own encoding, so that all programs train on the same tokens."""
    path = folder / "encoded.jsonl"
    command = [attune_path(chosen), "data", "render", "--recipe", recipe, "--json"]
    with open(path, "w", encoding="utf-8") as file:
        subprocess.run([str(part) for part in command], stdout=file, check=True, cwd=REPOSITORY)
    return path


def speed(entry):
    """Real tokens a second over all measured steps."""
    return sum(entry["tokens"]) / sum(entry["seconds"])


def summary(entry):
    words = f"{speed(entry):.0f} tokens/s, {entry['peak_memory_bytes'] / 2**30:.2f} GiB"
    share = entry.get("share_of_product_limit")
    return words + (f", {100 * share:.0f} % of the product limit" if share else "")
