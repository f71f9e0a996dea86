#!/usr/bin/env python3
"""Write tokenizers/NAME.gguf and tokenizers/NAME.gguf.cases.json: SentencePiece vocabularies and what llama.cpp says.

usage: make_gguf_vocabularies.py    (written with xllamacpp 2026.10.11549, tokenizers 0.23.3, gguf 0.19.0; seed 20)

The files hold the metadata alone: no tensors. For llama.cpp, which only opens whole models, the same metadata are written
with a tiny random model to a temporary folder. Ids come from llama.cpp, texts from the decoders of `tokenizers`. The words
are those of make_tokenizers.py, so nothing here has another source.

pieces       the vocabulary of Llama 2: a space before the text; no key says so, nor which token begins a text
marks        the vocabulary of Gemma: no such space, runs of line breaks and of spaces as tokens of the maker, one of them
             named like an end token, pieces with equal scores
"""
import http.client
import json
import os
import pathlib
import tempfile

import gguf
import numpy
import xllamacpp
from tokenizers import decoders

import make_tokenizers

FOLDER = make_tokenizers.FOLDER
NORMAL, UNKNOWN, CONTROL, USER_DEFINED, BYTE = 1, 2, 3, 4, 6
WIDTH = 32
TIES = ["aa", "aaa", "aaaa", "ab", "ba", "abab", "bab", "\u2581a", "\u2581aa", "--", "---", "----"]
MORE_TEXTS = ["a" * n for n in range(2, 12)] + ["ba" * 5, "abab ab aab baa", "-----", " aaa aa", "  a   b\n\n\nc\n", "a</s>b<s>",
                                                "<table><a>", "\t\t x", "a\u2581 b", "</s>  a", "<0x0A>\n", "ab ababab aabb"]


def vocabulary(family):
    """The tokens that a family has learned, after its specials and bytes, the best merge first."""
    _, tokenizer = next(item for item in make_tokenizers.families() if item[0] == family)
    words = json.loads(tokenizer.to_str())["model"]["vocab"]
    pieces = [token for token, _ in sorted(words.items(), key=lambda item: item[1])]
    first = pieces.index("<0xFF>") + 1
    return pieces[first:]


def rows(specials, pieces):
    """Tokens, scores and types: specials, bytes, pieces."""
    yield from ((token, score, kind) for token, score, kind in specials)
    yield from ((f"<0x{byte:02X}>", 0.0, BYTE) for byte in range(256))
    yield from pieces


def plain_pieces():
    learned = vocabulary("llama2")
    letters = [piece for piece in learned if len(piece) == 1]
    joined = [piece for piece in learned if len(piece) > 1]
    # SentencePiece puts the letters last.
    ordered = joined + letters
    specials = [("<unk>", 0.0, UNKNOWN), ("<s>", 0.0, CONTROL), ("</s>", 0.0, CONTROL)]
    return list(rows(specials, ((piece, -float(rank), NORMAL) for rank, piece in enumerate(ordered))))


def marked_pieces():
    specials = [("<pad>", -1000.0, CONTROL), ("<eos>", -1000.0, CONTROL), ("<bos>", -1000.0, CONTROL), ("<unk>", -1000.0, UNKNOWN)]
    runs = ["\n" * count for count in range(1, 6)] + [" " * count for count in range(2, 6)] + ["\t", "\t\t"]
    made = [(token, -1000.0, USER_DEFINED) for token in runs + ["<table>", "<a>", "<s>", "</s>"]]
    taken = {"\u2581\u2581", *TIES, *(token for token, _, _ in made)}
    learned = [piece for piece in vocabulary("gemma") if piece not in taken]
    letters = [piece for piece in learned if len(piece) == 1]
    letters += [letter for letter in "-" if letter not in letters]
    joined = [piece for piece in learned if len(piece) > 1]
    tied = [(piece, -5.0, NORMAL) for piece in TIES]
    scored = [(piece, -float(rank), NORMAL) for rank, piece in enumerate(joined + letters)]
    return list(rows(specials, made + tied + scored))


def write(path, table, keys, with_model):
    writer = gguf.GGUFWriter(str(path), "llama")
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([token for token, _, _ in table])
    writer.add_token_scores([score for _, score, _ in table])
    writer.add_token_types([kind for _, _, kind in table])
    for add in keys:
        add(writer)
    if with_model:
        add_model(writer, len(table))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    if with_model:
        writer.write_tensors_to_file()
    writer.close()


def add_model(writer, count):
    writer.add_context_length(64)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(1)
    writer.add_feed_forward_length(WIDTH)
    writer.add_head_count(1)
    writer.add_layer_norm_rms_eps(1e-5)
    draw = numpy.random.default_rng(20)
    shapes = {"token_embd": (count, WIDTH), "output_norm": (WIDTH,), "output": (count, WIDTH)}
    shapes |= {f"blk.0.{name}": (WIDTH,) for name in ("attn_norm", "ffn_norm")}
    names = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")
    shapes |= {f"blk.0.{name}": (WIDTH, WIDTH) for name in names}
    for name, shape in shapes.items():
        writer.add_tensor(f"{name}.weight", draw.normal(size=shape).astype(numpy.float32))


class Oracle:
    def __init__(self, path):
        parameters = xllamacpp.CommonParams()
        parameters.model.path, parameters.n_ctx, parameters.n_parallel = str(path), 64, 1
        parameters.port, parameters.warmup = 0, False
        self.server = xllamacpp.Server(parameters)
        self.connection = http.client.HTTPConnection(self.server.listening_address.split("//")[-1])

    def ids(self, text, framed=False, plain=False):
        body = json.dumps({"content": text, "add_special": framed, "parse_special": not plain})
        self.connection.request("POST", "/tokenize", body, {"Content-Type": "application/json"})
        return json.loads(self.connection.getresponse().read())["tokens"]


def cases(oracle, table, has_prefix):
    spaces = [decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse()]
    decoder = decoders.Sequence(spaces + ([decoders.Strip(" ", 1, 0)] if has_prefix else []))
    for text in dict.fromkeys(make_tokenizers.TEXTS + MORE_TEXTS):
        ids = oracle.ids(text)
        yield {"text": text, "ids": ids, "framed": oracle.ids(text, framed=True), "plain": oracle.ids(text, plain=True),
               "decoded": decoder.decode([table[index][0] for index in ids])}


def main():
    roles = [lambda w: w.add_bos_token_id(2), lambda w: w.add_eos_token_id(1), lambda w: w.add_unk_token_id(3),
             lambda w: w.add_pad_token_id(0), lambda w: w.add_add_bos_token(True), lambda w: w.add_add_space_prefix(False)]
    with tempfile.TemporaryDirectory() as scratch:
        for name, table, keys in (("pieces", plain_pieces(), []), ("marks", marked_pieces(), roles)):
            write(FOLDER / f"{name}.gguf", table, keys, with_model=False)
            write(pathlib.Path(scratch, name + ".gguf"), table, keys, with_model=True)
            oracle = Oracle(pathlib.Path(scratch, name + ".gguf"))
            lines = ",\n".join(json.dumps(case) for case in cases(oracle, table, has_prefix=not keys))
            (FOLDER / f"{name}.gguf.cases.json").write_text(f'{{"cases": [\n{lines}\n]}}\n')
            print(name, len(table))
        os._exit(0)


main()
