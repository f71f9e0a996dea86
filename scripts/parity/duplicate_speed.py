#!/usr/bin/env python3
"""How long `attune data dedup` and datasketch take to find the near duplicates of the same rows, in turns.

  python duplicate_speed.py --attune attune rows.jsonl [--rounds 5]

Both use the runs of words, bands, hashes a band and threshold that Attune chose for the rows, and compare candidates by
their true similarity. Attune's time is that of the whole program: start, reading, cutting words, signatures, bands,
comparison, writing the rows that stay and the manifest. datasketch is timed twice in a process of its own, without
Python's start: its signatures, bands and queries alone, on runs of words that are ready, and the whole way from the file.
Prints medians of the clock and of processor time, and the ratios; exit 1 below 4. Needs datasketch.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

LEAST_RATIO = 4


def clock(work):
    """Seconds of the clock and of processors that a piece of work takes, and what it gives."""
    started, busy = time.perf_counter(), time.process_time()
    result = work()
    return time.perf_counter() - started, time.process_time() - busy, result


def time_datasketch(rows, manifest):
    """Prints the times of one round as JSON; runs in a process of its own."""
    import duplicates

    settings = duplicates.read(manifest)[0]["settings"]

    def cut():
        return [duplicates.shingles(duplicates.text_of(row), settings["shingle_length"]) for row in duplicates.read(rows)]

    seconds, busy, sets = clock(cut)
    search, busy_search, groups = clock(lambda: duplicates.from_datasketch(sets, [], settings))
    print(json.dumps({"search": [search, busy_search], "whole": [seconds + search, busy + busy_search],
                      "dropped": groups.dropped()}))


def time_attune(attune, rows, output):
    """Seconds of the clock and of processors that the program takes."""
    started = time.perf_counter()
    process = subprocess.Popen([attune, "data", "dedup", rows, "-o", output, "--overwrite"], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"error: {attune} data dedup failed.\nfix: Run it by hand on {rows}.")
    return [time.perf_counter() - started, usage.ru_utime + usage.ru_stime]


def measure(options, folder):
    """The times of all rounds, by what was timed."""
    output, times = folder / "unique.jsonl", {"attune": [], "search": [], "whole": []}
    manifest = f"{output}.manifest.jsonl"
    time_attune(options.attune, options.rows, output)
    for _ in range(options.rounds):
        times["attune"].append(time_attune(options.attune, options.rows, output))
        command = [sys.executable, __file__, options.rows, "--manifest", manifest]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        for name in ["search", "whole"]:
            times[name].append(found[name])
    return times


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--attune", default="attune")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--manifest", help="time datasketch alone, once, with the settings of a manifest")
    parser.add_argument("rows")
    options = parser.parse_args()
    if options.manifest:
        return time_datasketch(options.rows, options.manifest)
    with tempfile.TemporaryDirectory() as folder:
        times = measure(options, pathlib.Path(folder))
    medians = {name: [statistics.median(column) for column in zip(*rounds)] for name, rounds in times.items()}
    names = {"attune": "attune data dedup, whole", "search": "datasketch, signatures and search",
             "whole": "datasketch, from the file"}
    print("| | seconds | processor seconds | times attune's clock | times attune's processor |")
    print("|---|---:|---:|---:|---:|")
    for name, (seconds, busy) in medians.items():
        print(f"| {names[name]} | {seconds:.2f} | {busy:.2f} | {seconds / medians['attune'][0]:.1f} | "
              f"{busy / medians['attune'][1]:.1f} |")
    sys.exit(0 if medians["search"][0] >= LEAST_RATIO * medians["attune"][0] else 1)


main()
