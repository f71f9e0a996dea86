#!/usr/bin/env python3
"""Mixes two languages in known shares and looks at what `attune data check` and `attune data stats` make of it.

  python language_mix.py --attune attune ENGLISH.json CHINESE.json

The files are lists of alpaca rows. For each seed and share, 800 rows are drawn and shuffled; the share of Chinese that
Attune finds (zh-cn and zh-tw together) must be within 2 points. At 90 % English and more, the check must name the
language in a finding. Rows count as Chinese when at least half of the letters of their answer are ideographs: the files
hold translations and code, too.
"""
import argparse
import json
import pathlib
import random
import subprocess
import sys
import tempfile

ROWS, POINTS = 800, 0.02


def read(path, is_chinese):
    """The rows whose answer is in the language: at least half of its letters are ideographs, or none is."""
    rows = []
    for row in json.loads(path.read_text("utf-8")):
        letters = [character for character in row["output"] if character.isalpha()]
        ideographs = sum("\u4e00" <= character <= "\u9fff" for character in letters)
        if len(letters) >= 3 and (2 * ideographs >= len(letters) if is_chinese else ideographs == 0):
            rows.append({"instruction": row["instruction"], "output": row["output"]})
    return rows


def ask(options, *arguments):
    done = subprocess.run([options.attune, "data", *map(str, arguments), "--json"], capture_output=True, text=True)
    return json.loads(done.stdout)


def chinese(rows_by_language):
    total = sum(rows_by_language.values())
    return sum(rows for name, rows in rows_by_language.items() if name.startswith("zh")) / total


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--attune", default="attune")
    parser.add_argument("english", type=pathlib.Path)
    parser.add_argument("chinese", type=pathlib.Path)
    options = parser.parse_args()
    texts, wrong = {"en": read(options.english, False), "zh": read(options.chinese, True)}, 0
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "mix.jsonl"
        for share in [0.02, 0.1, 0.5]:
            for seed in [1, 2, 3]:
                draw = random.Random(seed)
                count = round(ROWS * share)
                rows = draw.sample(texts["zh"], count) + draw.sample(texts["en"], ROWS - count)
                draw.shuffle(rows)
                file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
                check, stats = ask(options, "check", file), ask(options, "stats", file)
                languages = {entry["name"]: entry["rows"] for entry in check["profile"]["languages"]}
                found = [chinese(languages), chinese(stats["text"]["languages"])]
                named = any(entry["code"] == "language_imbalance" for entry in check["counts"])
                good = all(abs(value - share) <= POINTS for value in found) and named == (1 - share >= 0.9)
                wrong += not good
                print(f"{share:.0%} Chinese, seed {seed}: check {found[0]:.2%}, stats {found[1]:.2%}, "
                      f"{'language_imbalance' if named else 'no finding'}{'' if good else '  WRONG'}")
    sys.exit(1 if wrong else 0)


main()
