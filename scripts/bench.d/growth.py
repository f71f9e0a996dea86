"""Speed against one size at a time: length, tokens of a step, parameters, threads."""
import os
import re
import shutil
import tempfile
from pathlib import Path

from common import Results, attune_path, available_bytes, required, run_json, say
from recipes import SHAPES, long_text, random_model, write_recipe

LENGTHS = [256, 512, 1024, 2048, 4096]
TOKENS = [512, 1024, 2048, 4096, 8192]
# Of the memory that is free, what a forecast may ask for.
SPARE = 0.92


def points(chosen):
    """(axis, value, changes, shape): every axis alone, the rest as the options say."""
    most = max(LENGTHS)
    for length in LENGTHS:
        changes = [f"data.max_length={length}", f"training.tokens_per_step={most}"]
        yield "length", length, changes, None
    for tokens in TOKENS:
        yield "tokens of a step", tokens, [f"training.tokens_per_step={tokens}"], None
    for name, shape in SHAPES.items():
        yield "parameters", name, [], shape
    for threads in sorted({1, os.cpu_count() or 1}):
        yield "threads", threads, [f"training.threads={threads}"], None


def run(chosen):
    required(chosen, "rows")
    settings = {name: getattr(chosen, name) for name in ("length", "tokens", "steps", "rounds", "threads")}
    results = Results(chosen, "growth", {**settings, "model": Path(str(chosen.model)).name})
    wanted = re.compile(chosen.only)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        text = long_text(folder, chosen.rows)
        for number in range(1, chosen.rounds + 1):
            for axis, value, changes, shape in points(chosen):
                done = results.has(axis=axis, value=value, round=number)
                if wanted.search(f"{axis} {value}") and not done and not skipped(results, axis, value):
                    say(f"round {number}: {axis} {value}")
                    results.add({
                        "axis": axis, "value": value, "round": number,
                        **measure(chosen, folder, text, changes, shape)})
    return results.path


def skipped(results, axis, value):
    return any(
        entry["axis"] == axis and entry["value"] == value and "error" in entry for entry in results.value["measured"])


def measure(chosen, folder, text, changes, shape):
    """One point; a size that does not fit into memory is left out and says so."""
    extra = {}
    place = folder / "random-model"
    try:
        if shape:
            extra["parameters"] = random_model(place, shape, chosen.model)
            changes = [*changes, f"model.path={place}"]
        recipe = write_recipe(folder, chosen, text, on_overlong="split", loss_on="all")
        forecast = run_json([attune_path(chosen), "plan", recipe, *changes, "--json"], chosen.timeout)
        if "error" in forecast:
            return {**extra, **forecast}
        needed, free = forecast["peak_memory_bytes"], available_bytes()
        if needed > free * SPARE:
            return {**extra, "error": f"left out: needs {needed / 2**30:.1f} GiB, {free / 2**30:.1f} GiB are free"}
        command = [attune_path(chosen), "measure", recipe, *changes, "--steps", chosen.steps, "--warm-up", 1, "--json"]
        found = run_json(command, chosen.timeout)
        say(f"  {found.get('error') or round(found['tokens_per_second'])} tokens/s")
        return {**extra, **found, "predicted_peak_memory_bytes": needed}
    finally:
        shutil.rmtree(place, ignore_errors=True)
