#!/usr/bin/env python3
"""Largest difference of loss (and of grad_norm, relative) between two files of JSON lines with a "step" each."""
import argparse
import json
import sys


def read(path):
    """Records by step; lines without a step and a loss (other events) are passed over, and counted by the caller."""
    with open(path, encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines if line.strip()]
    return {record["step"]: record for record in records if "step" in record and record.get("loss") is not None}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("first")
    parser.add_argument("second")
    parser.add_argument("--tolerance", type=float, default=1e-3, help="of the loss, absolute")
    arguments = parser.parse_args()
    first, second = read(arguments.first), read(arguments.second)
    steps = sorted(first.keys() & second.keys())
    if not steps or first.keys() != second.keys():
        sys.exit(f"{len(first)} and {len(second)} steps, {len(steps)} of them in both files.")
    worst = max(steps, key=lambda step: abs(first[step]["loss"] - second[step]["loss"]))
    difference = abs(first[worst]["loss"] - second[worst]["loss"])
    print(f"{len(steps)} steps; largest loss difference {difference:.3e} at step {worst}: "
          f"{first[worst]['loss']:.6f} and {second[worst]['loss']:.6f}")
    if all("grad_norm" in records[step] for records in (first, second) for step in steps):
        relative = max(abs(first[s]["grad_norm"] / second[s]["grad_norm"] - 1) for s in steps)
        print(f"largest relative difference of grad_norm {relative:.3e}")
    sys.exit(not difference <= arguments.tolerance)


if __name__ == "__main__":
    main()
