#!/usr/bin/env python3
"""The verdicts of web filters as datatrove gives them, against `attune data clean`.

  python filters.py --attune attune TEXTS.jsonl...

Rows with `text` are judged as they are, of question and answer the answer. Each filter runs alone in both programs, with
its defaults. Prints the agreement and every kind of difference with its rows; exit 1 below 99 %. Needs datatrove, spacy.
"""
import argparse
import collections
import json
import pathlib
import subprocess
import sys
import tempfile

from datatrove.data import Document
from datatrove.pipeline.filters import FineWebQualityFilter, GopherQualityFilter, GopherRepetitionFilter

FILTERS = {"gopher_quality": GopherQualityFilter, "gopher_repetition": GopherRepetitionFilter,
           "fineweb_quality": FineWebQualityFilter}


def read(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def texts_of(path):
    if path.suffix == ".txt":
        return [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    return [row["text"] if "text" in row else row["answer"] for row in read(path)]


def reference(filter, texts):
    """What datatrove says of each text: its reason, or None for a text that stays."""
    verdicts = []
    for text in texts:
        found = filter.filter(Document(text=text, id=""))
        verdicts.append(None if found is True else found[1] if isinstance(found, tuple) else "dropped")
    return verdicts


def own(options, name, texts, folder):
    rows, recipe, output = folder / "rows.jsonl", folder / "recipe.yaml", folder / "out.jsonl"
    rows.write_text("".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts), encoding="utf-8")
    recipe.write_text(f"rules: [ {name} ]\n", encoding="utf-8")
    subprocess.run([options.attune, "data", "clean", recipe, rows, "-o", output, "--overwrite"], check=True,
                   stdout=subprocess.DEVNULL)
    verdicts = [None] * len(texts)
    for entry in read(f"{output}.manifest.jsonl"):
        if entry.get("action") == "dropped":
            verdicts[entry["row"] - 1] = entry["reason"]
    return verdicts


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--attune", default="attune")
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    texts = [text for file in options.files for text in texts_of(file) if text.strip()]
    worst = 1.0
    with tempfile.TemporaryDirectory() as folder:
        for name, make in FILTERS.items():
            ours = own(options, name, texts, pathlib.Path(folder))
            theirs = reference(make(), texts)
            same = sum((a is None) == (b is None) for a, b in zip(ours, theirs))
            reasons = sum(a == b for a, b in zip(ours, theirs) if a is not None and b is not None)
            both = sum(a is not None and b is not None for a, b in zip(ours, theirs))
            worst = min(worst, same / len(texts))
            print(f"{name}: {same} of {len(texts)} verdicts agree, {same / len(texts):.2%}; dropped by both {both}, "
                  f"for the same reason {reasons}")
            differing = collections.defaultdict(list)
            for row, pair in enumerate(zip(ours, theirs), 1):
                if pair[0] != pair[1]:
                    differing[pair].append(row)
            for (a, b), rows in sorted(differing.items(), key=lambda item: -len(item[1])):
                print(f"  attune {a or 'keeps'}, datatrove {b or 'keeps'}: {len(rows)} rows, such as {rows[:5]}")
    sys.exit(0 if worst >= 0.99 else 1)


main()
