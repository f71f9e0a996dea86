#!/usr/bin/env python3
"""Largest difference of two files of JSON lines {"ids", "logprobs"}; exit status 1 when it is over the tolerance."""
import argparse
import json
import math
import sys


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def largest_difference(first, second):
    """(how much, (line, token, one value, the other), number of values) of two lists of such objects."""
    if len(first) != len(second) or not first:
        sys.exit(f"The files have {len(first)} and {len(second)} lines.")
    worst, place, count = -1.0, None, 0
    for line, (a, b) in enumerate(zip(first, second), start=1):
        if a["ids"] != b["ids"]:
            pairs = enumerate(zip(a["ids"], b["ids"]))
            at = next((i for i, (x, y) in pairs if x != y), min(len(a["ids"]), len(b["ids"])))
            sys.exit(f"line {line}: the ids differ at token {at}: {a['ids'][at:at + 4]} and {b['ids'][at:at + 4]}.")
        if len(a["logprobs"]) != len(b["logprobs"]) or len(a["logprobs"]) != len(a["ids"]):
            sys.exit(f"line {line}: {len(a['ids'])} ids, {len(a['logprobs'])} and {len(b['logprobs'])} values.")
        for token, (x, y) in enumerate(zip(a["logprobs"], b["logprobs"])):
            if (x is None) != (y is None):
                sys.exit(f"line {line}, token {token}: {x} and {y}.")
            if x is None:
                continue
            count += 1
            difference = abs(x - y)
            if not math.isfinite(difference):
                sys.exit(f"line {line}, token {token}: {x} and {y}.")
            if difference > worst:
                worst, place = difference, (line, token, x, y)
    if place is None:
        sys.exit("There is no log-probability to compare.")
    return worst, place, count


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("first")
    parser.add_argument("second")
    parser.add_argument("--tolerance", type=float, default=2e-3)
    arguments = parser.parse_args()
    first, second = read(arguments.first), read(arguments.second)
    worst, place, count = largest_difference(first, second)
    print(f"{count} log-probabilities of {len(first)} lines; largest difference {worst:.3e} "
          f"at line {place[0]}, token {place[1]}: {place[2]:.6f} and {place[3]:.6f}")
    sys.exit(worst > arguments.tolerance)


if __name__ == "__main__":
    main()
