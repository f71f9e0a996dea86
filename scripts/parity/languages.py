#!/usr/bin/env python3
"""Languages as langdetect tells them, against Attune, on the same texts.

  python languages.py --attune attune FILE...

Texts are the paragraphs of text files, `text`, `answer` or `output` of JSON rows. Each is written twice, so that
`data balance --by language --to 1` names the class of at least one of the two in its manifest. Prints the agreement over
all texts and over those of 200 characters and more, and every pair of languages that differ; exit 1 when fewer than 99 %
of the longer ones agree. Needs langdetect, and the profiles that `scripts/fetch languages` puts into the cache.
"""
import argparse
import collections
import json
import pathlib
import subprocess
import sys
import tempfile

import langdetect

LONG = 200


def texts_of(path):
    if path.suffix == ".txt":
        return [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    text = path.read_text(encoding="utf-8")
    rows = json.loads(text) if path.suffix == ".json" else [json.loads(line) for line in text.split("\n") if line]
    return [row[next(name for name in ("text", "answer", "output") if name in row)] for row in rows]


def own(options, texts, folder):
    rows, output = folder / "rows.jsonl", folder / "out.jsonl"
    lines = [json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts]
    rows.write_text("".join(lines + lines), encoding="utf-8")
    subprocess.run([options.attune, "data", "balance", rows, "-o", output, "--by", "language", "--to", "1"], check=True,
                   stdout=subprocess.DEVNULL)
    languages = [None] * len(texts)
    with open(f"{output}.manifest.jsonl", encoding="utf-8") as file:
        for entry in map(json.loads, file):
            if entry.get("reason") == "not_chosen":
                languages[(entry["row"] - 1) % len(texts)] = entry["class"]
    return languages


def theirs(text):
    langdetect.DetectorFactory.seed = 0
    try:
        best = langdetect.detect_langs(text)[0]
    except langdetect.LangDetectException:
        return "undetermined"
    return best.lang


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--attune", default="attune")
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    texts = [text for file in options.files for text in texts_of(file) if text.strip()]
    with tempfile.TemporaryDirectory() as folder:
        ours = own(options, texts, pathlib.Path(folder))
    reference = [theirs(text) for text in texts]
    for name, chosen in [("all texts", range(len(texts))),
                         (f"{LONG} characters and more", [i for i, text in enumerate(texts) if len(text) >= LONG])]:
        same = sum(ours[i] == reference[i] for i in chosen)
        agreement = same / max(1, len(chosen))
        print(f"{name}: {same} of {len(chosen)} agree, {agreement:.2%}")
    differing = collections.defaultdict(list)
    for text, a, b in zip(texts, ours, reference):
        if a != b:
            differing[a, b].append(text)
    for (a, b), examples in sorted(differing.items(), key=lambda item: -len(item[1])):
        shortest = min(examples, key=len)[:60].replace("\n", " ")
        longer = sum(len(text) >= LONG for text in examples)
        print(f"  attune {a}, langdetect {b}: {len(examples)}, {longer} of them long; such as {shortest!r}")
    sys.exit(0 if agreement >= 0.99 else 1)


main()
