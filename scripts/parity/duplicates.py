#!/usr/bin/env python3
"""Near duplicates as datasketch finds them, and as all pairs give them, against `attune data dedup`.

  attune data dedup rows.jsonl -o unique.jsonl
  python duplicates.py rows.jsonl unique.jsonl.manifest.jsonl

Rows are objects with two texts, question and answer or prompt and completion. The shingles, bands, hashes a band and the
threshold are those that the manifest names; words are cut here by Python's own Unicode tables. datasketch gives
candidates, which are compared by their true Jaccard similarity and joined to groups, as Attune does. "All pairs" compares
every pair of rows that share a shingle and is what a search without any error would find. Exit 1 when fewer than 99 % of
the grouped pairs agree with datasketch. Needs datasketch.
"""
import argparse
import collections
import itertools
import json
import sys
import time
import unicodedata

import datasketch


def read(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def text_of(row):
    for first, second in [("question", "answer"), ("prompt", "completion")]:
        if first in row:
            return f"{row[first]}\n{row[second]}"
    return row["text"]


def words(text):
    """Letters, digits and marks in runs, lower case, without marks on Latin and Greek letters."""
    folded = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)).casefold()
    return "".join(c if c.isalnum() else " " for c in folded).split()


def shingles(text, length):
    units = words(text)
    length = max(1, min(length, len(units)))
    return {" ".join(units[start:start + length]) for start in range(len(units) - length + 1)} if units else set()


def jaccard(a, b):
    return len(a & b) / len(a | b) if a or b else 0


class Groups:
    def __init__(self, count):
        self.parent = list(range(count))

    def root(self, row):
        while self.parent[row] != row:
            self.parent[row] = self.parent[self.parent[row]]
            row = self.parent[row]
        return row

    def join(self, a, b):
        a, b = sorted((self.root(a), self.root(b)))
        self.parent[b] = a

    def pairs(self):
        members = collections.defaultdict(list)
        for row in range(len(self.parent)):
            members[self.root(row)].append(row)
        return {pair for rows in members.values() for pair in itertools.combinations(rows, 2)}

    def dropped(self):
        return sum(self.root(row) != row for row in range(len(self.parent)))


def from_datasketch(sets, exact, settings):
    groups = Groups(len(sets))
    permutations = settings["bands"] * settings["band_hashes"]
    index = datasketch.MinHashLSH(num_perm=permutations, params=(settings["bands"], settings["band_hashes"]))
    for a, b in exact:
        groups.join(a, b)
    for row, found in enumerate(sets):
        if not found:
            continue
        signature = datasketch.MinHash(num_perm=permutations, seed=1)
        signature.update_batch([shingle.encode() for shingle in found])
        for other in index.query(signature):
            if jaccard(found, sets[other]) >= settings["threshold"]:
                groups.join(row, other)
        index.insert(row, signature)
    return groups


def from_all_pairs(sets, exact, threshold):
    groups, holders = Groups(len(sets)), collections.defaultdict(list)
    for a, b in exact:
        groups.join(a, b)
    for row, found in enumerate(sets):
        shared = collections.Counter(other for shingle in found for other in holders[shingle])
        for other, common in shared.items():
            if common / (len(found) + len(sets[other]) - common) >= threshold:
                groups.join(row, other)
        for shingle in found:
            holders[shingle].append(row)
    return groups


def from_manifest(entries, count):
    groups = Groups(count)
    for entry in entries:
        if entry.get("action") == "dropped" and "kept" in entry:
            groups.join(entry["row"] - 1, entry["kept"]["row"] - 1)
    return groups


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows")
    parser.add_argument("manifest")
    options = parser.parse_args()
    texts = [text_of(row) for row in read(options.rows)]
    manifest = read(options.manifest)
    settings = manifest[0]["settings"]
    if settings["shingle_unit"] != "words":
        sys.exit("error: the manifest is of runs of characters.\nfix: Run data dedup without --characters.")
    sets = [shingles(text, settings["shingle_length"]) for text in texts]
    first, exact = {}, []
    for row, text in enumerate(texts):
        exact.append((first.setdefault(" ".join(text.split()), row), row))
    own = from_manifest(manifest[1:], len(texts))
    started = time.monotonic()
    reference = from_datasketch(sets, exact, settings)
    print(f"datasketch {datasketch.__version__}: {time.monotonic() - started:.1f} s for {len(texts)} rows")
    complete = from_all_pairs(sets, exact, settings["threshold"])
    ours, theirs, all_of_them = own.pairs(), reference.pairs(), complete.pairs()
    print(f"rows dropped: attune {own.dropped()}, datasketch {reference.dropped()}, all pairs {complete.dropped()}")
    for name, other in [("datasketch", theirs), ("all pairs", all_of_them)]:
        union = ours | other
        share = len(ours & other) / len(union) if union else 1
        print(f"pairs in one group: attune {len(ours)}, {name} {len(other)}, both {len(ours & other)}: {share:.2%}")
        for label, pairs in [("attune alone", ours - other), (f"{name} alone", other - ours)]:
            for a, b in sorted(pairs)[:10]:
                print(f"  {label}: rows {a + 1} and {b + 1}, Jaccard {jaccard(sets[a], sets[b]):.4f}")
    sys.exit(0 if len(ours & theirs) >= 0.99 * len(ours | theirs) else 1)


if __name__ == "__main__":
    main()
