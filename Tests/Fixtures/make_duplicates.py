"""Makes Tests/Fixtures/data/duplicates.json: near duplicates of our own, with the Jaccard similarity of all pairs.

The similarities are counted with Python's sets and unicodedata over word n-grams, without any hashing. Python 3.11.
"""

import json
import os
import random
import unicodedata

WORDS = ("the keeper of a tower writes down what wind and rain did last night while ships wait for morning light on "
         "both shores nobody asks why some turned back before they saw any land at all").split()
VARIED = ["Der TURM, 3 Stufen!", "der turm 3 stufen", "der turm 4 stufen", "naïve café", "naive cafe", "塔上的人说", "塔上的人。说",
          "a + b = c", "a b c", "", "!!!", "co\u200boperate", "cooperate", "e\u0301te", "été", "Ωμέγα", "ωμεγα"]


def words(text):
    """The words of a text as the program folds them."""
    found, current = [], ""
    for char in text:
        kind = unicodedata.category(char)
        alone = kind in ("Sm", "Sc", "Sk", "So") or "\u3400" <= char < "\ua000"
        if alone or kind[0] in "PZC" and kind != "Cf":
            found += [current] if current else []
            found += [char] if alone else []
            current = ""
        elif kind != "Cf" and not 0x300 <= ord(char) < 0x370:
            current += unicodedata.normalize("NFD", char.lower()[0])[0]
    return found + ([current] if current else [])


def shingles(text, length):
    found = words(text)
    count = min(length, len(found))
    return {tuple(found[i:i + count]) for i in range(len(found) - count + 1)} if found else set()


def main():
    random.seed(6)
    rows = []
    for _ in range(24):
        base = [random.choice(WORDS) for _ in range(random.choice((6, 30, 120)))]
        rows.append(" ".join(base))
        for rate in (0.0, 0.01, 0.05, 0.2):
            rows.append(" ".join(random.choice(WORDS) if random.random() < rate else w for w in base))
    rows += VARIED
    pairs = {}
    for length in (3, 5):
        sets = [shingles(row, length) for row in rows]
        pairs[str(length)] = [
            [i, j, round(len(a & b) / len(a | b), 9)]
            for i, a in enumerate(sets) for j, b in enumerate(sets[:i]) if a & b and len(a & b) / len(a | b) >= 0.5]
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "duplicates.json")
    with open(path, "w") as file:
        json.dump({"rows": rows, "pairs": pairs}, file, ensure_ascii=False, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
