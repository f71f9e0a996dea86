"""Makes data/packed/*.zst: small data files packed by libzstd, for the tests of reading Zstandard.

    python3 Tests/Fixtures/make_zstandard.py

Made with Python 3.11 and zstandard 0.25.0 (libzstd 1.5.7). words.jsonl.gz holds the text of every words-*.zst, packed by
Python's gzip, so that the tests can compare.
"""

import gzip
import pathlib
import random

import zstandard

FOLDER = pathlib.Path(__file__).parent / "data" / "packed"
ROWS = '{"text": "one"}\n{"text": "zwei \U0001f642"}\n{"text": "three"}\n'


def packed(text, level=3, streamed=False, **options):
    """The frame of a text; `streamed` leaves its size out of the header."""
    packer = zstandard.ZstdCompressor(
        compression_params=zstandard.ZstdCompressionParameters.from_level(
            level, write_checksum=options.pop("sum", True), **options))
    if not streamed:
        return packer.compress(text.encode())
    stream = packer.compressobj()
    return stream.compress(text.encode()) + stream.flush()


def skippable(content):
    """A frame that readers pass over."""
    return bytes([0x5A, 0x2A, 0x4D, 0x18]) + len(content).to_bytes(4, "little") + content


def words():
    """Rows of words that are drawn unevenly, of runs of one letter, and of letters without any order."""
    draw = random.Random(11)
    names = ["".join(draw.choices("etaoinshrdlu", k=draw.randint(2, 9))) for _ in range(400)]
    rows = []
    for number in range(165):
        kind = number % 33
        if kind == 31:
            text = "x" * 3_000
        elif kind == 32:
            text = "".join(chr(draw.randint(0x21, 0x24F)) for _ in range(400)).replace('"', "'").replace("\\", "/")
            text = "".join(c for c in text if not 0x7F <= ord(c) < 0xA0)
        else:
            text = " ".join(names[int(draw.random() ** 2 * 400)] for _ in range(draw.randint(3, 160)))
        rows.append('{"text": "' + text + '"}\n')
    return "".join(rows)


def files():
    """Names and bytes."""
    lines = ROWS.splitlines(keepends=True)
    text = words()
    yield "rows.jsonl.zst", packed(ROWS)
    yield "no-sum.jsonl.zst", packed(ROWS, sum=False)
    yield "frames.jsonl.zst", b"".join(packed(line) for line in lines) + skippable(b"note") + skippable(b"")
    yield "plain-name-zstd.jsonl", packed(ROWS, streamed=True)
    yield "array.json.zst", packed("[" + ",\n".join(lines) + "]")
    yield "empty.jsonl.zst", packed("")
    yield "run.jsonl.zst", packed('{"text": "' + "x" * 3_000_000 + '"}\n' + ROWS)
    yield "words-fast.jsonl.zst", packed(text, level=-5)
    yield "words-usual.jsonl.zst", packed(text, streamed=True)
    yield "words-best.jsonl.zst", packed(text, level=19)
    yield "words-small-window.jsonl.zst", packed(text, level=5, window_log=10, streamed=True)
    yield "words-long.jsonl.zst", packed(text, level=3, window_log=27, enable_ldm=True, streamed=True)
    yield "words.jsonl.gz", gzip.compress(text.encode(), mtime=0)
    yield "twice.jsonl.zst", zstandard.ZstdCompressor().compress(packed(ROWS))


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, content in files():
        (FOLDER / name).write_bytes(content)
