"""Writes tokenizers/fuzz.json: digests of the ids that `tokenizers` gives for 20,000 made-up strings.

    python make_fuzz.py          (tokenizers 0.23.3)

Python and the test FuzzTests make the same strings from the tables in the file and SplitMix64; each family of patterns
gets strings of its own. A digest is FNV-1a over the ids of 20 strings, so a difference is found to within 20 strings;
scripts/differential-tokenizer.py then shows it.
"""

import json
import pathlib

import tokenizers

FOLDER = pathlib.Path(__file__).parent / "tokenizers"
STRINGS, BLOCK, MASK = 20_000, 20, (1 << 64) - 1
TABLES = {
    "words": ["don't", "I'LL", "we'Ve", "it'ſ", "'S", "HelloWorld", "ABCdef", "Ünï", "привет", "ΑΒΓαβγ", "東京都", "ひらがな",
              "한국어", "ไทย", "हिन्दी", "العربية", "e\u0301", "½", "²", "१२३", "Ⅷ", "👍🏽", "👨\u200d👩\u200d👧", "1\ufe0f\u20e3", "\u200b", "\ufeff",
              "\u2028", "\x85", "\xa0", "\u3000", "\x00", "\x1f", "\t", "\r\n", "\r", "\u180e", "ꟊ", "(a)", "?!", "..."],
    "specials": ["<|im_start|>", "<|im_end|>", "<|endoftext|>", "<|im_start", "im_end|>", "<s>", "</s>", "<unk>", "<think>", "<|", "|>", "▁"],
    "spaces": [" ", "\n", "\t", "\r\n", " \n", "\n "],
    "letters": list("abcdefghijklmnopqrstuvwxyzABCDEFGH"),
    "digits": list("0123456789"),
    "signs": list("!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~"),
    "ranges": [[0x20, 0x7E], [0xA0, 0x17F], [0x300, 0x36F], [0x370, 0x52F], [0x590, 0x6FF], [0x900, 0xDFF], [0xE00, 0xEFF], [0x1100, 0x11FF],
               [0x1E00, 0x1FFF], [0x2000, 0x2BFF], [0x3000, 0x30FF], [0x4E00, 0x9FFF], [0xAC00, 0xD7A3], [0xF900, 0xFFFD], [0x10000, 0x1FFFF],
               [0x1F300, 0x1FAFF], [0xE000, 0x10FFFF]],
}


class SplitMix:
    """SplitMix64 (Steele, Lea, Flood 2014)."""

    def __init__(self, seed):
        self.state = seed

    def below(self, count):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return (z ^ (z >> 31)) % count

    def one(self, table):
        return table[self.below(len(table))]

    def several(self, table, most):
        return "".join(self.one(table) for _ in range(1 + self.below(most)))


def character(draw):
    low, high = draw.one(TABLES["ranges"])
    return chr(low + draw.below(high - low + 1))


def part(draw):
    kind = draw.below(10)
    if kind < 2:
        return character(draw) * (1 + draw.below(5))
    if kind == 2:
        return draw.one(TABLES["specials"])
    if kind == 3:
        return draw.several(TABLES["spaces"], 6)
    if kind == 4:
        return draw.several(TABLES["digits"], 9)
    if kind == 5:
        return draw.several(TABLES["letters"], 12)
    if kind == 6:
        return draw.several(TABLES["signs"], 5)
    return draw.one(TABLES["words"])


def string(draw):
    pieces = []
    for _ in range(1 + draw.below(8)):
        pieces.append(part(draw))
        if draw.below(5) < 2:
            pieces.append(" ")
    return "".join(pieces)


def digest(rows):
    value = 0xCBF29CE484222325
    for row in rows:
        for number in [*row, 0xFFFFFFFF]:
            for byte in number.to_bytes(4, "little"):
                value = ((value ^ byte) * 0x100000001B3) & MASK
    return f"{value:016x}"


def main():
    names = sorted(path.stem for path in FOLDER.glob("*.json") if path.stem != "fuzz" and not path.stem.endswith(".cases"))
    count = STRINGS // len(names) // BLOCK * BLOCK + BLOCK
    families = {}
    for index, name in enumerate(names):
        tokenizer = tokenizers.Tokenizer.from_file(str(FOLDER / f"{name}.json"))
        draw = SplitMix(index + 1)
        rows = [e.ids for e in tokenizer.encode_batch([string(draw) for _ in range(count)], add_special_tokens=False)]
        families[name] = [digest(rows[start:start + BLOCK]) for start in range(0, count, BLOCK)]
    content = {"version": tokenizers.__version__, "block": BLOCK, "tables": TABLES, "families": families}
    path = FOLDER / "fuzz.json"
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n")
    print(f"{len(names)} families, {count} strings each, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
