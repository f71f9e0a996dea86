"""Writes data/encoding.json and data/tables.json.

encoding.json: ids and loss weights of conversations, by Transformers and `tokenizers` on tokenizers/smollm.json with
templates/chatml-default-system.jinja; a token counts when its first character lies between the assistant's header and
the end of <|im_end|>. tables.json: rows of small tables, by Python's csv module.

Run with transformers 5.23.0, Python 3.11: python make_data.py
No randomness is used.
"""

import csv
import io
import json
import pathlib
import re

import transformers

FOLDER = pathlib.Path(__file__).parent


def turn(role, content):
    return {"role": role, "content": content}


CONVERSATIONS = [
    [turn("user", "What is it?"), turn("assistant", "A test.")],
    [turn("system", "Be brief."), turn("user", "One"), turn("assistant", "1"), turn("user", "Two"), turn("assistant", "2")],
    [turn("user", "  spaces \n\n and 2026 digits "), turn("assistant", "\n leading break")],
    [turn("user", "Ünïcödé 日本語 🙂🙂"), turn("assistant", "e\u0301 é 👩‍👩‍👧 ok")],
    [turn("user", "only a question")],
]


def encoded(tokenizer, messages):
    text = tokenizer.apply_chat_template(messages, tokenize=False)
    tokens = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
    turns = [match.span(1) for match in re.finditer(r"<\|im_start\|>assistant\n(.*?<\|im_end\|>)", text, re.S)]
    starts = [start for start, _ in tokens.offset_mapping]
    weights = [int(any(a <= start < b for a, b in turns)) for start in starts]
    return {"messages": messages, "text": text, "ids": tokens.input_ids, "weights": weights}


TABLES = [
    ("plain", ",", "a,b\n1,2\n3,4\n"),
    ("no final line break", ",", "a,b\n1,2"),
    ("quoted delimiters, quotes and line breaks", ",", 'a,b\n"x,1","say ""hi"""\n"two\nlines","three\r\nmore\r\nlines"\n'),
    ("CRLF", ",", "a,b\r\n1,2\r\n3,4\r\n"),
    ("CR alone ends rows", ",", "a,b\r1,2\r3,4"),
    ("empty fields", ",", 'a,b,c\n,,\n"",x,\n'),
    ("tabs", "\t", 'a\tb\n1,5\t"x\ty"\n'),
    ("semicolons", ";", "a;b\n1,5;2\n"),
    ("a quote inside of a field stands for itself", ",", 'a,b\n5" pipe,it"s\n'),
    ("empty lines are passed over", ",", "a,b\n\n1,2\n\r\n\n3,4\n\n"),
    ("beyond ASCII", ",", "naïve,日本\né,🙂\n"),
    ("spaces stay", ",", "a,b\n 1 , 2 \n"),
]


def table(name, delimiter, text):
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    return {"name": name, "delimiter": delimiter, "text": text, "rows": [row for row in rows if row]}


def main():
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_file=str(FOLDER / "tokenizers/smollm.json"),
        chat_template=(FOLDER / "templates/chatml-default-system.jinja").read_text(),
    )
    outputs = {
        "encoding.json": [encoded(tokenizer, messages) for messages in CONVERSATIONS],
        "tables.json": [table(*case) for case in TABLES],
    }
    for name, cases in outputs.items():
        path = FOLDER / "data" / name
        path.write_text(json.dumps(cases, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
