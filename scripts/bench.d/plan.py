"""What `attune plan` says in advance against what is measured, for memory and for time."""
import re
import tempfile
from pathlib import Path

from common import Results, attune_path, required, run_json, say
from recipes import write_recipe

# The first three served to fit the constants of the forecast, the others did not.
RECIPES = {
    "bf16, length 512, 2,048 tokens": (True, ["model.precision=bf16", "model.activations=keep"]),
    "fp32, length 512, 2,048 tokens": (True, ["model.precision=fp32", "model.activations=keep"]),
    "bf16, recompute, length 1,024, 4,096 tokens": (True, [
        "model.precision=bf16", "model.activations=recompute", "data.max_length=1024",
        "training.tokens_per_step=4096"]),
    "fp32, 8-bit moments, length 256, 1,024 tokens": (False, [
        "model.precision=fp32", "model.activations=keep", "training.optimizer=adamw_8bit", "data.max_length=256",
        "training.tokens_per_step=1024"]),
    "bf16, 2 micro-batches of 2,048 tokens, all tokens count": (False, [
        "model.precision=bf16", "model.activations=keep", "training.tokens_per_step=4096",
        "training.micro_batch_tokens=2048", "data.loss_on=all"]),
    "fp32, recompute, updates in the backward, length 512": (False, [
        "model.precision=fp32", "model.activations=recompute", "training.optimizer_in_backward=true",
        "training.clipping=per_tensor"]),
}


def run(chosen):
    required(chosen, "rows")
    settings = {name: getattr(chosen, name) for name in ("steps", "rounds", "threads")}
    results = Results(chosen, "plan", settings)
    wanted = re.compile(chosen.only)
    with tempfile.TemporaryDirectory() as temporary:
        recipe = write_recipe(Path(temporary), chosen)
        for number in range(1, chosen.rounds + 1):
            for name, (fitted, changes) in RECIPES.items():
                if wanted.search(name) and not results.has(name=name, round=number):
                    say(f"round {number}: {name}")
                    results.add({"name": name, "fitted": fitted, "round": number, **compare(chosen, recipe, changes)})
    return results.path


def compare(chosen, recipe, changes):
    program = attune_path(chosen)
    forecast = run_json([program, "plan", recipe, *changes, "--json"], chosen.timeout)
    if "error" in forecast:
        return forecast
    measured = run_json(
        [program, "measure", recipe, *changes, "--steps", chosen.steps, "--warm-up", 1, "--json"], chosen.timeout)
    if "error" in measured:
        return measured
    found = {
        "predicted_bytes": forecast["peak_memory_bytes"], "measured_bytes": measured["peak_memory_bytes"],
        "predicted_step_seconds": forecast["seconds"]["this machine"] / forecast["steps"],
        "measured_step_seconds": sum(measured["seconds"]) / len(measured["seconds"]),
    }
    say(f"  memory {found['predicted_bytes'] / found['measured_bytes']:.2f}, "
        f"time {found['predicted_step_seconds'] / found['measured_step_seconds']:.2f} of what is measured")
    return found
