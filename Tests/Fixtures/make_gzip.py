"""Makes data/packed: small data files packed by Python's gzip, for the tests of reading gzip.

    python3 Tests/Fixtures/make_gzip.py

Made with Python 3.11 (zlib 1.2.13); the time stamp is fixed, so the bytes come out the same.
"""

import gzip
import pathlib

FOLDER = pathlib.Path(__file__).parent / "data" / "packed"
ROWS = '{"text": "one"}\n{"text": "zwei \U0001f642"}\n{"text": "three"}\n'


def packed(text, level=9, name=""):
    """The gzip member of a text; a name goes into its header."""
    member = gzip.compress(text.encode(), level, mtime=0)
    if not name:
        return member
    return member[:3] + bytes([member[3] | 8]) + member[4:10] + name.encode() + b"\0" + member[10:]


def files():
    """Names and bytes."""
    lines = ROWS.splitlines(keepends=True)
    yield "rows.jsonl.gz", packed(ROWS)
    yield "stored.jsonl.gz", packed(ROWS, level=0)
    yield "members.jsonl.gz", b"".join(packed(line, name="rows.jsonl") for line in lines) + bytes(100)
    yield "plain-name.jsonl", packed(ROWS)
    yield "array.json.gz", packed("[" + ",\n".join(lines) + "]")
    yield "table.tsv.gz", packed('text\n"one"\nzwei \U0001f642\nthree\n')
    yield "paragraphs.txt.gz", packed("one\n\nzwei \U0001f642\n\nthree\n")
    yield "long-line.jsonl.gz", packed('{"text": "' + "x" * 3_000_000 + '"}\n' + ROWS)
    yield "twice.jsonl.gz", gzip.compress(packed(ROWS), mtime=0)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, content in files():
        (FOLDER / name).write_bytes(content)
