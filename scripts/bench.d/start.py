"""How soon the first step is done: each mode directly after another start of itself, and after a pause.

On a virtual machine the pause matters: its host may take free memory back meanwhile, and gives it again slowly. What that
costs by itself, without Attune, is measured beside it; so is the time of a step's products alone, right after the first step,
because no first step can be done before them and the machine's speed changes from minute to minute.
"""
import re
import sys
import tempfile
import time
from pathlib import Path

from common import Results, attune_path, required, run_json, say
from recipes import write_recipe
from turns import OWN

PAUSES = [0, 20]  # seconds
MEMORY = "1 GiB of new memory alone"


def run(chosen):
    required(chosen, "rows")
    settings = {name: getattr(chosen, name) for name in ("length", "tokens", "threads")}
    results = Results(chosen, "start", {**settings, "model": Path(str(chosen.model)).name, "rows": Path(chosen.rows).name})
    wanted = re.compile(chosen.only)
    with tempfile.TemporaryDirectory() as temporary:
        commands = {MEMORY: [sys.executable, Path(__file__).with_name("fresh_memory.py")]}
        measuring = [attune_path(chosen), "measure", write_recipe(Path(temporary), chosen)]
        for name, changes in OWN.items():
            commands[name] = [*measuring, *changes, "--steps", 1, "--warm-up", 0, "--parts", "--json"]
        for pause in PAUSES:
            for name in filter(wanted.search, commands):
                measure(chosen, results, name, commands[name], pause)
    return results.path


def measure(chosen, results, name, command, pause):
    """All rounds of a command in a row, after a start that does not count."""
    rounds = [number for number in range(1, chosen.rounds + 1) if not results.has(name=name, pause=pause, round=number)]
    if not rounds:
        return
    say(f"{name}, {pause} s after the last")
    run_json(command, chosen.timeout)
    for number in rounds:
        time.sleep(pause)
        found = run_json(command, chosen.timeout)
        say(f"  {found.get('error') or found.get('seconds_to_first_step', found['seconds'][0])}")
        results.add({"name": name, "pause": pause, "round": number, **found})
