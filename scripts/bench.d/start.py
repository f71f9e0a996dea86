"""How soon the first step is done: each mode directly after another start of itself, and after a pause.

On a virtual machine the pause matters: its host may take free memory back meanwhile, and gives it again slowly.
"""
import re
import tempfile
import time
from pathlib import Path

from common import Results, attune_path, required, run_json, say
from recipes import write_recipe
from turns import OWN

PAUSES = [0, 20]  # seconds


def run(chosen):
    required(chosen, "rows")
    settings = {name: getattr(chosen, name) for name in ("length", "tokens", "threads")}
    results = Results(chosen, "start", {**settings, "model": Path(str(chosen.model)).name, "rows": Path(chosen.rows).name})
    wanted = re.compile(chosen.only)
    with tempfile.TemporaryDirectory() as temporary:
        recipe = write_recipe(Path(temporary), chosen)
        for pause in PAUSES:
            for name in filter(wanted.search, OWN):
                measure(chosen, results, recipe, name, pause)
    return results.path


def measure(chosen, results, recipe, name, pause):
    """All rounds of a mode in a row, after a start that does not count."""
    rounds = [number for number in range(1, chosen.rounds + 1) if not results.has(name=name, pause=pause, round=number)]
    if not rounds:
        return
    say(f"{name}, {pause} s after the last")
    command = [attune_path(chosen), "measure", recipe, *OWN[name], "--steps", 1, "--warm-up", 0, "--json"]
    run_json(command, chosen.timeout)
    for number in rounds:
        time.sleep(pause)
        found = run_json(command, chosen.timeout)
        say(f"  {found.get('error') or found['seconds_to_first_step']}")
        results.add({"name": name, "pause": pause, "round": number, **found})
