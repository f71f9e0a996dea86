#!/usr/bin/env python3
"""Compare `attune tokenize` with the reference libraries on many strings.

usage: differential-tokenizer.py ATTUNE MODEL... [--strings N] [--seed S] [--data PATH ...] [--tokenizer-json FILE]
                                 [--lines] [--stress]

Each MODEL is a folder with a tokenizer.json, or a tokenizer.json under any name (Tests/Fixtures/tokenizers has one for
every family of patterns: give those that are no *.cases.json), compared with the PyPI package `tokenizers` on its tokenizer.json, or a GGUF file, compared
with llama.cpp (PyPI package `xllamacpp`). With --tokenizer-json a GGUF file is compared with `tokenizers` on that file
too. Strings are random ones that hit the borders of the patterns, and all text found in the --data files (JSON, JSONL,
CSV, TSV or plain text). Both modes of special tokens are compared. The exit code is 1 when anything differs.

Each model gets N strings of its own, in pieces that fit into memory. With --stress a megabyte of one letter, of
spaces, digits, emoji, combining marks and so on is encoded too, and the processor time is compared: attune may take
three times as long as the reference.

The strings go to `attune tokenize --json-lines`, one JSON string a line, since many hold line breaks. With --lines they
go as plain lines, and strings with line breaks are left out and counted.
"""
import argparse
import concurrent.futures
import csv
import http.client
import io
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import threading
import unicodedata

SPECIALS = ["<|im_start|>", "<|im_end|>", "<|endoftext|>", "<|im_start", "im_end|>", "<s>", "</s>", "<unk>", "<think>",
            "<|begin_of_text|>", "<|", "|>", "\u2581"]
WORDS = ["don't", "I'LL", "we'Ve", "it'\u017f", "'S", "HelloWorld", "ABCdef", "Ünï", "привет", "ΑΒΓαβγ", "東京都",
         "ひらがな", "한국어", "ไทย", "हिन्दी", "العربية", "e\u0301", "½", "²", "१२३", "Ⅷ", "👍🏽", "👨\u200d👩\u200d👧", "1\ufe0f\u20e3",
         "\u200b", "\ufeff", "\u2028", "\x85", "\xa0", "\u3000", "\x00", "\x1f", "\t", "\r\n", "\r", "\u180e", "ꟊ", "(a)", "?!", "..."]
RANGES = [(0x20, 0x7E), (0xA0, 0x17F), (0x300, 0x36F), (0x370, 0x52F), (0x590, 0x6FF), (0x900, 0xDFF), (0xE00, 0xEFF),
          (0x1100, 0x11FF), (0x1E00, 0x1FFF), (0x2000, 0x2BFF), (0x3000, 0x30FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3),
          (0xF900, 0xFFFD), (0x10000, 0x1FFFF), (0x1F300, 0x1FAFF), (0, 0x10FFFF)]


def character(draw, assigned):
    while True:
        c = chr(draw.randint(*draw.choice(RANGES)))
        category = unicodedata.category(c)
        # llama.cpp treats characters that Unicode has not assigned in its own way.
        if category != "Cs" and not (assigned and category == "Cn"):
            return c


def part(draw, assigned):
    kind = draw.random()
    if kind < 0.12:
        return character(draw, assigned) * draw.choice([1, 1, 2, 5])
    if kind < 0.22:
        return draw.choice(SPECIALS)
    if kind < 0.34:
        return draw.choice([" ", "\n", "\t", "\r\n", " \n", "\n "]) * draw.randint(1, 6)
    if kind < 0.44:
        return "".join(draw.choice("0123456789") for _ in range(draw.randint(1, 9)))
    if kind < 0.54:
        return "".join(draw.choice("abcdefghijklmnopqrstuvwxyzABCDEFGH") for _ in range(draw.randint(1, 12)))
    if kind < 0.62:
        return "".join(draw.choice("!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~") for _ in range(draw.randint(1, 5)))
    if kind < 0.72:
        return "".join(character(draw, assigned) for _ in range(draw.randint(1, 6)))
    if kind < 0.75:
        return draw.choice("ab1 \n漢😀\u0301") * draw.randint(20, 200)
    return draw.choice(WORDS)


def random_strings(count, seed, assigned):
    draw = random.Random(seed)
    for _ in range(count):
        yield "".join(part(draw, assigned) + (" " if draw.random() < 0.4 else "") for _ in range(draw.randint(1, 14)))


def strings_in(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from strings_in(item)


def data_strings(path):
    text = pathlib.Path(path).read_text(encoding="utf-8")
    if path.endswith(".jsonl"):
        for line in text.split("\n"):
            yield from strings_in(json.loads(line)) if line.strip() else ()
    elif path.endswith(".json"):
        yield from strings_in(json.loads(text))
    elif path.endswith((".csv", ".tsv")):
        rows = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if path.endswith(".tsv") else ",")
        yield from strings_in(list(rows))
    else:
        yield text[:200_000]
        yield from text.split("\n")


def attune_ids(attune, model, texts, plain, as_lines):
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8", newline="") as file:
        file.writelines((text if as_lines else json.dumps(text)) + "\n" for text in texts)
        file.flush()
        command = [attune, "tokenize", model, file.name]
        command += ([] if as_lines else ["--json-lines"]) + (["--plain"] if plain else [])
        lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return [json.loads(line) for line in lines]


def library_ids(path, texts, plain):
    from tokenizers import Tokenizer
    tokenizer = Tokenizer.from_file(path)
    tokenizer.encode_special_tokens = plain
    for start in range(0, len(texts), 2000):
        yield from (e.ids for e in tokenizer.encode_batch(texts[start:start + 2000], add_special_tokens=True))


class LlamaServer:
    def __init__(self, path):
        import xllamacpp
        parameters = xllamacpp.CommonParams()
        parameters.model.path, parameters.n_ctx, parameters.n_parallel = path, 256, 1
        parameters.port, parameters.warmup = 0, False
        self.server = xllamacpp.Server(parameters)
        self.address = self.server.listening_address.split("//")[-1]
        self.local = threading.local()

    def ids(self, text, plain):
        if not hasattr(self.local, "connection"):
            self.local.connection = http.client.HTTPConnection(self.address)
        body = json.dumps({"content": text, "add_special": True, "parse_special": not plain})
        self.local.connection.request("POST", "/tokenize", body, {"Content-Type": "application/json"})
        return json.loads(self.local.connection.getresponse().read())["tokens"]

    def all_ids(self, texts, plain):
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            yield from pool.map(lambda text: self.ids(text, plain), texts)


def compare(name, texts, expected, found):
    if len(found) != len(texts):
        sys.exit(f"attune printed {len(found)} lines for {len(texts)} strings")
    differing = [(t, e, f) for t, e, f in zip(texts, expected, found) if e != f]
    for text, wanted, got in differing[:3]:
        place = next((i for i, (a, b) in enumerate(zip(wanted, got)) if a != b), min(len(wanted), len(got)))
        print(f"  {ascii(text)[:300]}\n  at token {place}: {wanted[place:place + 6]}, attune {got[place:place + 6]}")
    print(f"{name}: {len(texts)} strings, {sum(map(len, found))} tokens, {len(differing)} differ", flush=True)
    return bool(differing)


PIECE = 50_000

STRESS = {
    "one letter": "a", "spaces": " ", "digits": "1", "line breaks": "\n", "two letters": "ab", "emoji": "😀",
    "combining marks": "e\u0301\u0323", "words": "the quick brown fox ", "Chinese": "漢字", "apostrophes": "'s't",
    "punctuation": "!?", "carriage returns": "\r\n", "joiners": "👨\u200d", "no-break spaces": "\xa0",
}
STRESS_BYTES = 1_000_000
STRESS_FACTOR = 3.0


def processor_seconds(action):
    """The processor time of an action and of the programs that it runs."""
    before = os.times()
    action()
    after = os.times()
    return sum(after[:4]) - sum(before[:4])


def stress(attune, model, library):
    """Whether a megabyte of anything takes attune more than its share of processor time, or gives other ids."""
    os.environ["RAYON_NUM_THREADS"] = "1"
    load = processor_seconds(lambda: attune_ids(attune, model, [""], False, False))
    failed = False
    for name, unit in STRESS.items():
        text = unit * (STRESS_BYTES // len(unit.encode()))
        expected, found = [], []
        wanted = processor_seconds(lambda: expected.extend(library_ids(library, [text], False)))
        wanted -= processor_seconds(lambda: list(library_ids(library, [""], False)))
        taken = processor_seconds(lambda: found.extend(attune_ids(attune, model, [text], False, False))) - load
        factor = taken / max(wanted, 0.01)
        equal = [list(ids) for ids in expected] == found
        failed |= not equal or factor > STRESS_FACTOR
        print(f"  {name}: attune {taken:.2f} s, reference {wanted:.2f} s, factor {factor:.2f}"
              f"{'' if equal else ', ids DIFFER'}", flush=True)
    return failed


def compare_model(options, model, texts, llama):
    """Whether attune's ids of these texts differ from a reference's in either mode."""
    library = options.tokenizer_json or (None if llama else os.path.join(model, "tokenizer.json"))
    failed = False
    for plain in (False, True):
        found = attune_ids(options.attune, model, texts, plain, options.lines)
        mode = "plain" if plain else "with special tokens"
        if library:
            failed |= compare(f"tokenizers, {mode}", texts, library_ids(library, texts, plain), found)
        if llama:
            failed |= compare(f"llama.cpp, {mode}", texts, llama.all_ids(texts, plain), found)
    return failed


def check_model(options, model, seed):
    is_gguf = model.endswith(".gguf")
    llama = LlamaServer(model) if is_gguf else None
    failed = False
    data = [text for path in options.data for text in data_strings(path)]
    for start in range(0, max(options.strings, 1), PIECE):
        count = min(PIECE, options.strings - start)
        texts = list(random_strings(count, seed + start // PIECE, assigned=is_gguf)) + (data if start == 0 else [])
        if options.lines:
            kept = [text for text in texts if "\n" not in text and "\r" not in text]
            print(f"{len(texts) - len(kept)} strings with line breaks left out")
            texts = kept
        failed |= compare_model(options, model, texts, llama)
    if options.stress and not is_gguf:
        failed |= stress(options.attune, model, options.tokenizer_json or os.path.join(model, "tokenizer.json"))
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("attune")
    parser.add_argument("models", nargs="+", metavar="model")
    parser.add_argument("--strings", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", nargs="*", default=[])
    parser.add_argument("--tokenizer-json")
    parser.add_argument("--lines", action="store_true")
    parser.add_argument("--stress", action="store_true")
    options = parser.parse_args()
    failed = False
    with tempfile.TemporaryDirectory() as scratch:
        for index, model in enumerate(options.models):
            print(f"{model}", flush=True)
            if model.endswith(".json"):
                folder = pathlib.Path(scratch, str(index))
                folder.mkdir()
                (folder / "tokenizer.json").symlink_to(os.path.abspath(model))
                model = str(folder)
            failed |= check_model(options, model, options.seed + 1000 * index)
    sys.stdout.flush()
    os._exit(1 if failed else 0)


main()
