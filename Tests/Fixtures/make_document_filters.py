"""Makes Tests/Fixtures/data/document_filters.json: texts of our own with the verdicts of datatrove's web filters.

Each text is made to fall to one rule or to pass all. datatrove 0.10.1 with spaCy's English tokenizer; Python 3.11, seed 20.
Needs `pip install datatrove spacy`. With paths as arguments it prints verdicts for the texts of JSON Lines instead, to
compare agreement on larger data.
"""

import json
import os
import random
import sys

from datatrove.data import Document
from datatrove.pipeline.filters import (C4QualityFilter, FineWebQualityFilter, GopherQualityFilter,
                                        GopherRepetitionFilter)

FILTERS = {"gopher_quality": GopherQualityFilter, "gopher_repetition": GopherRepetitionFilter,
           "fineweb_quality": FineWebQualityFilter, "c4_quality": C4QualityFilter}
NOUNS = ("keeper tower harbour lantern winter captain letter garden machine village bridge morning engine river student "
         "doctor kitchen mountain question window").split()
VERBS = "watches repairs follows remembers carries describes measures leaves finds changes".split()
ENDS = "before with until behind near without against that have outlived".split(" ", 7)
KINDS = "old small bright cold empty quiet wooden northern broken green hollow patient".split()


def verdicts(text):
    """What each filter says: kept or the reason, and the text that C4 leaves."""
    result = {}
    for name, make in FILTERS.items():
        document = Document(text=text, id="0")
        outcome = make().filter(document)
        kept, reason = outcome if isinstance(outcome, tuple) else (outcome, "")
        result[name] = "" if kept else reason
        if name == "c4_quality" and kept:
            result["c4_text"] = document.text
    return result


def sentence(rng):
    things = [f"{rng.choice(['', rng.choice(KINDS) + ' '])}{noun}" for noun in rng.sample(NOUNS, 3)]
    return f"The {things[0]} {rng.choice(VERBS)} the {things[1]} {rng.choice(ENDS)} a {things[2]}."


def prose(rng, paragraphs=6, sentences=4):
    return "\n".join(" ".join(sentence(rng) for _ in range(sentences)) for _ in range(paragraphs))


def texts(rng):
    """One text after another, each with what it is about."""
    yield "prose", prose(rng, 8)
    yield "more prose", prose(rng, 20, 3)
    yield "short", prose(rng, 1, 3)
    yield "empty", ""
    yield "blank lines", "\n \n"
    yield "short words", " ".join(rng.choice(["a", "of", "to", "be", "I", "we"]) for _ in range(120)) + "."
    yield "long words", " ".join("the and incomprehensibilities" if i % 9 == 0 else "notwithstandingness"
                                 for i in range(90)) + "."
    yield "hash signs", prose(rng, 4) + " #tag" * 40
    yield "ellipses", prose(rng, 3) + " and then..." * 40
    yield "bullets", "\n".join("- " + sentence(rng) for _ in range(20))
    yield "bullet signs", "\n".join("\u2022 " + sentence(rng) for _ in range(20))
    yield "line ends", "\n".join(sentence(rng)[:-1] + "..." for _ in range(12))
    yield "numbers", " ".join(str(rng.randrange(10 ** 6)) for _ in range(90)) + " " + prose(rng, 2)
    yield "no stop words", " ".join(f"{rng.choice(NOUNS)} {rng.choice(VERBS)} {rng.choice(NOUNS)}." for _ in range(40))
    yield "one paragraph again and again", "\n\n".join([prose(rng, 1)] * 5)
    yield "one line again and again", prose(rng, 5) + "\n" + "\n".join([sentence(rng)] * 9)
    yield "a loop", "the same words come back and back again " * 30
    yield "one pair", " ".join("red lamp" if i % 2 else sentence(rng) for i in range(60)) + " red lamp" * 60
    yield "menu", "\n".join(rng.choice(NOUNS).title() for _ in range(60))
    yield "short lines with stops", "\n".join(f"The {rng.choice(NOUNS)} stays." for _ in range(40))
    yield "a list", "\n".join(f"{rng.choice(NOUNS)} and {rng.choice(NOUNS)}, the one that we have" for _ in range(40)) + "."
    yield "long words in many lines", "\n".join(f"Incomprehensibilities{i} notwithstanding." for i in range(40))
    yield "a repeated line", prose(rng, 9) + "\n" + (line := sentence(rng)) + "\n" + prose(rng, 2) + "\n" + line
    yield "javascript", prose(rng, 6) + "\nPlease turn on Javascript to see the page.\n" + prose(rng, 2)
    yield "policy", prose(rng, 6) + "\nThis page uses cookies as the privacy policy says.\n" + prose(rng, 2)
    yield "lorem ipsum", prose(rng, 6) + "\nLorem ipsum dolor sit amet.\n"
    yield "curly bracket", prose(rng, 6) + "\nThe function { returns nothing at all.\n"
    yield "citations", prose(rng, 3) + "\nThe tower[12] stands[edit] by the sea[citation needed].\n" + prose(rng, 3)
    yield "long word", prose(rng, 6) + "\n" + "x" * 1001 + " is a word of its own.\n"
    yield "two words", prose(rng, 6) + "\nYes indeed.\nSo it is then.\n"
    yield "crlf", prose(rng, 8).replace("\n", "\r\n")
    yield "hyphens", "\n".join("The well-known, long-lived keeper's half-finished tower doesn't fall, and we've seen it."
                               f" {sentence(rng)}" for _ in range(8))
    yield "chinese", "\n".join("塔上的人每天写下风和雨。船在夜里等着光。没有人问为什么。" for _ in range(6))


def main():
    if len(sys.argv) > 1:
        for line in (line for path in sys.argv[1:] for line in open(path, encoding="utf-8")):
            row = json.loads(line)
            print(json.dumps(verdicts(row["text"] if "text" in row else row["answer"])))
        return
    rng = random.Random(20)
    cases = [{"about": about, "text": text, **verdicts(text)} for about, text in texts(rng)]
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "document_filters.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(cases, file, ensure_ascii=False, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
