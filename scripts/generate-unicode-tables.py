#!/usr/bin/env python3
"""Write the character tables of the tokenizer by asking the reference library about every code point.

usage: generate-unicode-tables.py    (needs the PyPI package `tokenizers`; written with 0.23.3 and Python 3.11)

The tables come from the behaviour of `tokenizers`, not from the Unicode files: its regular expressions follow
Unicode 16, its digit test Unicode 17 and its canonical composition an older version. Equal ids need equal tables.
"""
import itertools
import pathlib
import unicodedata

import tokenizers
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Sources/AttuneText/Tokenizer/Unicode"
POINTS = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]
TEXT = "".join(map(chr, POINTS))
# The order is that of ScalarTraits in Swift: bit 0 first.
PROPERTIES = [r"\p{L}", r"\p{Lu}", r"\p{Ll}", r"\p{Lt}", r"\p{Lm}", r"\p{Lo}", r"\p{M}", r"\p{N}", r"\p{P}", r"\p{S}",
              r"\s"]
WORD, NUMERIC, COMPOSING = 11, 12, 13
SYMBOLS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def matching(pattern):
    split = pre_tokenizers.Split(Regex(pattern), "removed", invert=True)
    return {ord(c) for piece, _ in split.pre_tokenize_str(TEXT) for c in piece}


def word_characters():
    tokenizer = Tokenizer(models.BPE({"x": 0}, []))
    tokenizer.add_tokens([AddedToken("ab", single_word=True)])
    found = set()
    for start in range(0, len(POINTS), 50_000):
        chunk = POINTS[start:start + 50_000]
        for point, encoding in zip(chunk, tokenizer.encode_batch_fast([chr(c) + "ab" for c in chunk])):
            if 1 not in encoding.ids:
                found.add(point)
    return found


def numeric_characters():
    pieces = pre_tokenizers.Digits(individual_digits=True).pre_tokenize_str("".join(c + "\n" for c in TEXT))
    return {ord(piece) for piece, _ in pieces if len(piece) == 1 and piece != "\n"}


def combining_classes(decompose):
    classes = {}
    for c in POINTS:
        # U+0345 has the highest class, 240: whatever is not a starter moves before it.
        if c == 0x345 or decompose("\u0345" + chr(c))[0] != "\u0345":
            value = unicodedata.combining(unicodedata.normalize("NFD", chr(c))[0])
            if len(unicodedata.normalize("NFD", chr(c))) == 1:
                assert value > 0, hex(c)
                classes[c] = value
    return classes


def is_hangul(c):
    return 0xAC00 <= c < 0xAC00 + 11172


def decompositions(decompose, compose):
    table = {}
    for c in POINTS:
        full = decompose(chr(c))
        if full == chr(c) or is_hangul(c):
            continue
        composes = compose(full) == chr(c)
        if composes:
            first = compose(full[:-1])
            assert len(first) == 1 and compose(first + full[-1]) == chr(c), hex(c)
            table[c] = (True, [ord(first), ord(full[-1])])
        else:
            table[c] = (False, [ord(d) for d in full])
    return table


def runs(values):
    """(value, first, count) of every run of equal values; `values` maps code point -> value, 0 when absent."""
    position = 0
    for value, group in itertools.groupby(values.get(c, 0) for c in range(0x110000)):
        count = sum(1 for _ in group)
        yield value, position, count
        position += count


def literal(text):
    lines = [text[i:i + 108] for i in range(0, len(text), 108)]
    return '"""\n' + "".join(f"        {line}\\\n" for line in lines[:-1]) + f'        {lines[-1]}\n        """'


def swift(name, summary, members):
    body = "\n".join(f"    /// {note}\n    static let {key}: StaticString = {value}" for key, note, value in members)
    head = (f"// Made by scripts/generate-unicode-tables.py from tokenizers {tokenizers.__version__}. Do not edit.\n"
            "// swift-format-ignore-file\n\n")
    (FOLDER / f"{name}.swift").write_text(head + f"/// {summary}\nenum {name} {{\n{body}\n}}\n")


def main():
    nfd, nfc = normalizers.NFD().normalize_str, normalizers.NFC().normalize_str
    masks = dict.fromkeys(POINTS, 0)
    sets = [matching(p) for p in PROPERTIES]
    classes, table = combining_classes(nfd), decompositions(nfd, nfc)
    composing = set(classes) | {c for c, (composes, _) in table.items() if not composes}
    composing |= {parts[1] for composes, parts in table.values() if composes}
    composing |= set(range(0x1161, 0x1176)) | set(range(0x11A8, 0x11C3))
    for bit, members in [*enumerate(sets), (WORD, word_characters()), (NUMERIC, numeric_characters()),
                         (COMPOSING, composing)]:
        for c in members:
            masks[c] |= 1 << bit
    kinds = sorted(set(masks.values()))
    assert len(kinds) <= len(SYMBOLS), len(kinds)
    symbol = dict(zip(kinds, SYMBOLS))
    text = "".join(symbol[value] + (str(count) if count > 1 else "") for value, _, count in runs(masks))
    swift("ScalarTraitsTable", "The traits of every code point, as runs.", [
        ("kinds", "The trait bits of class A, B, C and so on, hexadecimal.", literal(" ".join(f"{k:x}" for k in kinds))),
        ("runs", "From U+0000 on: a class letter and how many code points have it, 1 when absent.", literal(text))])
    pairs, singles = [], []
    for c, (composes, parts) in sorted(table.items()):
        (pairs if composes else singles).append(" ".join(f"{x:x}" for x in [c, *parts]))
    marks = [f"{first:x} {count:x} {value:x}" for value, first, count in runs(classes) if value]
    swift("CanonicalTable", "Canonical decompositions and combining classes, hexadecimal, entries parted by commas.", [
        ("pairs", "A composite and the two characters that compose to it.", literal(",".join(pairs))),
        ("singletons", "A character that never comes back from its full decomposition.", literal(",".join(singles))),
        ("classes", "First code point, count, combining class.", literal(",".join(marks)))])
    print(f"{len(kinds)} classes, {len(pairs)} pairs, {len(singles)} singletons, {len(classes)} marks")


main()
