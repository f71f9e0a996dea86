#!/usr/bin/env python3
"""Write tokenizers/FAMILY.json and tokenizers/FAMILY.cases.json: small trained tokenizers and what the reference says.

usage: make_tokenizers.py    (written with tokenizers 0.23.3, gguf 0.19.0, Python 3.11; seed 20)

tokenizers/smollm.gguf holds the vocabulary of that family as GGUF metadata, without tensors.

Each tokenizer has the pipeline of a family and a vocabulary trained on made-up words. Expected ids and texts come
from the `tokenizers` library. The text is invented here, so nothing in the fixtures has another source.
"""
import json
import pathlib
import random

import gguf
import tokenizers
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

FOLDER = pathlib.Path(__file__).resolve().parent / "tokenizers"
VOCABULARY = 900
LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
          r"|\s*[\r\n]+|\s+(?!\S)|\s+")
QWEN2 = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")
QWEN35 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*"
          r"|\s*[\r\n]+|\s+(?!\S)|\s+")
UPPER, LOWER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
REST = r"| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
PREFIX, SHORT = r"[^\r\n\p{L}\p{N}]?", r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
GPT4O = f"{PREFIX}{UPPER}*{LOWER}+{SHORT}|{PREFIX}{UPPER}+{LOWER}*{SHORT}|" + r"\p{N}{1,3}" + REST
TEKKEN = f"{PREFIX}{UPPER}*{LOWER}+|{PREFIX}{UPPER}+{LOWER}*|" + r"\p{N}" + REST
DEEPSEEK = (r"""[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+"""
            r"| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
GPT2_WITHOUT_SPACE = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)"
IDEOGRAPHS = "[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+"


def corpus():
    draw = random.Random(20)
    alphabets = ["abcdefghijklmnoprstuvw", "eaiotnsr", "абвгдежзиклмнопрст", "αβγδεζηθικλμ", "的一是不了人我在有他", "かきくけこアイウエオ"]
    words = []
    for size in range(700):
        alphabet = alphabets[0 if size % 3 else draw.randrange(len(alphabets))]
        words.append("".join(draw.choice(alphabet) for _ in range(draw.randint(1, 8))))
    words += ["HelloWorld", "don't", "we'll", "it's", "I'VE", "camelCase", "JSONValue", "é", "naïve", "Zoë", "😀", "👍", "..."]
    lines = []
    for _ in range(3000):
        line = [words[min(int(draw.expovariate(1 / 90)), len(words) - 1)] for _ in range(draw.randint(3, 12))]
        if draw.random() < 0.3:
            line.insert(draw.randrange(len(line)), str(draw.randrange(10 ** draw.randint(1, 6))))
        if draw.random() < 0.3:
            line = [line[0].capitalize(), *line[1:]]
        lines.append(draw.choice(["", "", "  ", "    ", "\t"]) + " ".join(line) + draw.choice([".", "!", "?\n", ",\r\n", "\n\n", "", " --"]))
    return lines


def split(pattern, behavior="isolated"):
    return pre_tokenizers.Split(Regex(pattern), behavior)


def byte_level(name, steps, normalizer=None, ignore_merges=False, begin=None, prefix=False, regex=True, extra=()):
    tokenizer = Tokenizer(models.BPE(ignore_merges=ignore_merges))
    tokenizer.normalizer = normalizer
    last = pre_tokenizers.ByteLevel(add_prefix_space=prefix, use_regex=regex)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([*steps, last]) if steps else last
    tokenizer.decoder = decoders.ByteLevel()
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"] + ([begin] if begin else [])
    trainer = trainers.BpeTrainer(vocab_size=VOCABULARY, special_tokens=special, show_progress=False,
                                  initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train_from_iterator(corpus(), trainer)
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    if begin:
        template = processors.TemplateProcessing(single=f"{begin} $A", pair=f"{begin} $A {begin} $B",
                                                 special_tokens=[(begin, tokenizer.token_to_id(begin))])
        tokenizer.post_processor = processors.Sequence([processors.ByteLevel(trim_offsets=False), template])
    tokenizer.add_tokens(list(extra))
    return name, tokenizer


def byte_fallback(name, normalizer, pre_tokenizer, decoder, added=(), specials=("<s>", "</s>")):
    """Trained on text, then rebuilt: the unknown token, the byte tokens and the specials come first."""
    trained = Tokenizer(models.BPE())
    trained.normalizer, trained.pre_tokenizer = normalizer, pre_tokenizer or pre_tokenizers.Metaspace()
    trained.train_from_iterator(corpus(), trainers.BpeTrainer(vocab_size=VOCABULARY - 260, show_progress=False))
    model = json.loads(trained.to_str())["model"]
    names = ["<unk>", *specials, *(f"<0x{byte:02X}>" for byte in range(256))]
    learned = [token for token, _ in sorted(model["vocab"].items(), key=lambda item: item[1])]
    # A few characters are left to the byte tokens.
    dropped = set("Zζ😀")
    learned = [token for token in learned if not dropped & set(token)]
    vocabulary = {token: index for index, token in enumerate(names + learned)}
    merges = [tuple(m) for m in model["merges"] if all(part in vocabulary for part in (m[0], m[1], m[0] + m[1]))]
    tokenizer = Tokenizer(models.BPE(vocabulary, merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer, tokenizer.decoder = normalizer, decoder
    if pre_tokenizer:
        tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in ("<unk>", *specials)])
    tokenizer.add_tokens(list(added))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", tokenizer.token_to_id("<s>"))])
    return name, tokenizer


def families():
    spaces = [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
    legacy = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    yield byte_level("gpt2", [])
    yield byte_level("smollm", [pre_tokenizers.Digits(individual_digits=True)])
    yield byte_level("llama3", [split(LLAMA3)], ignore_merges=True, begin="<|begin_of_text|>", regex=False)
    yield byte_level("qwen2", [split(QWEN2)], normalizer=normalizers.NFC(), regex=False,
                     extra=[AddedToken("<think>", normalized=False)])
    yield byte_level("qwen35", [split(QWEN35)], normalizer=normalizers.NFC(), regex=False)
    yield byte_level("gpt4o", [split(GPT4O)], regex=False)
    yield byte_level("tekken", [split(TEKKEN)], ignore_merges=True, regex=False)
    yield byte_level("deepseek3", [split(r"\p{N}{1,3}"), split(IDEOGRAPHS), split(DEEPSEEK)], regex=False,
                     begin="<｜begin▁of▁sentence｜>")
    yield byte_level("default", [split(r"[\p{P}\$\+<=>\^~\|]+"), split(GPT2_WITHOUT_SPACE), split(r"\p{N}+"),
                                 split("[0-9][0-9][0-9]")], regex=False)
    yield byte_level("added", [], prefix=True, normalizer=normalizers.NFC(), extra=[
        AddedToken("word", single_word=True), AddedToken("[L]", lstrip=True), AddedToken("[R]", rstrip=True, special=True),
        AddedToken("[LR]", lstrip=True, rstrip=True, normalized=False), AddedToken("é", normalized=True),
        AddedToken("ab"), AddedToken("abc", normalized=False), AddedToken("  ", normalized=False)])
    yield byte_fallback("llama2", legacy, None, decoders.Sequence([*spaces, decoders.Strip(" ", 1, 0)]))
    yield byte_fallback("phi3", legacy, None, decoders.Sequence([*spaces, decoders.Strip(" ", 1, 0)]),
                        added=[AddedToken("<|user|>", rstrip=True, normalized=False, special=True),
                               AddedToken("<|end|>", rstrip=True, normalized=False, special=True)])
    yield byte_fallback("mistral", None, pre_tokenizers.Metaspace("▁", "first", split=False),
                        decoders.Sequence([*spaces, decoders.Strip(" ", 1, 0)]))
    yield byte_fallback("metaspace", None, pre_tokenizers.Metaspace("▁", "always", split=True), decoders.Metaspace())
    yield byte_fallback("gemma", normalizers.Replace(" ", "▁"), pre_tokenizers.Split(" ", "merged_with_previous"),
                        decoders.Sequence(spaces), specials=("<pad>", "</s>", "<s>"),
                        added=[AddedToken("\n\n", normalized=False), AddedToken("▁▁", normalized=False)])


TEXTS = [
    "", " ", "  ", "\n", " \n", "a", " a", "Hello world", "hello  world ", "don't WE'LL it's 'S 'sa it'\u017f x'Re", "12345 1 22 333 4444",
    "a  1\n\n22\t 3", "   12", "\n\n  7", "x=1+2;\r\n\r\n\tif (a_b) {}\n", "HelloWorldJSONValue camelCase ABCdef aB", "ÀÉîõ naïve Zoë",
    "e\u0301 a\u0308\u0323 \u1e69 s\u0323\u0307 \u212b \uac00 \u1100\u1161\u11a8", "привет мир абв", "αβγδ Ζζ", "的一是不了 東京 かなカナ한국어",
    "ไทย हिन्दी العربية Việt", "😀 👍🏽 👨‍👩‍👧 1️⃣ 🇩🇪", "½ ² Ⅷ १२३ ①", "\u200b\u200d\ufeff\u00ad\u180e", "\u2028\u2029\x85\xa0\u3000x\u1680",
    "\x00\x1f\x7f\x0b\x0c", "\u0301\u0301a \u20e3", "\ua7cb\ua7ce\u1c89 \U00011de0 \U0001f8c0", "<|im_start|>user\nhi<|im_end|>\n", "<s>a</s> b<unk>",
    "<|im_start|><|im_end|> <|im_start", "<|endoftext|>\u0301 a", "<|begin_of_text|>x", "<think>a</think>", "<|user|>  \n a<|end|>\n<|user|>b",
    "<｜begin▁of▁sentence｜>a", "word words sword word-word _word wordé", "a [L]b [R] c [LR] d[L] [R]  [LR]", "\u00e9 e\u0301", "abc ab abcd aabbc",
    "  ▁▁ ▁ a▁b", "\n\n\n\na", "(a) !!! ?!... \"q\" --- /// \\\\ #$%^&*", "tail space ", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    " " * 70, "0" * 70, "abcabcabd" * 12, "😀" * 20, "\u0301" * 30, "ζζ😀Z ζ", "a\u0378b\U000e0100\U0010ffff", "<0x41><0xF0>",
]


def cases(tokenizer):
    for text in TEXTS:
        tokenizer.encode_special_tokens = False
        encoding = tokenizer.encode(text, add_special_tokens=False)
        framed = tokenizer.encode(text).ids
        tokenizer.encode_special_tokens = True
        plain = tokenizer.encode(text, add_special_tokens=False).ids
        yield {"text": text, "ids": encoding.ids, "framed": framed, "plain": plain,
               "decoded": tokenizer.decode(encoding.ids, skip_special_tokens=False),
               "skipped": tokenizer.decode(encoding.ids, skip_special_tokens=True)}


def add_vocabulary(writer, tokenizer, template):
    model = json.loads(tokenizer.to_str())["model"]
    tokens = [token for token, _ in sorted(model["vocab"].items(), key=lambda item: item[1])]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(tokens)
    writer.add_token_types([3 if index < 3 else 1 for index in range(len(tokens))])
    writer.add_token_merges([" ".join(merge) for merge in model["merges"]])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_pad_token_id(2)
    writer.add_add_bos_token(False)
    writer.add_chat_template(template)


def write_gguf(path, tokenizer, template):
    writer = gguf.GGUFWriter(str(path), "llama")
    add_vocabulary(writer, tokenizer, template)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()


def main():
    FOLDER.mkdir(exist_ok=True)
    for name, tokenizer in families():
        (FOLDER / f"{name}.json").write_text(tokenizer.to_str(pretty=False))
        lines = ",\n".join(json.dumps(case, ensure_ascii=True) for case in cases(tokenizer))
        (FOLDER / f"{name}.cases.json").write_text(
            f'{{"tokenizers": "{tokenizers.__version__}", "cases": [\n{lines}\n]}}\n')
        if name == "smollm":
            write_gguf(FOLDER / "smollm.gguf", tokenizer, "{% for m in messages %}{{ m['content'] }}\n{% endfor %}")
        print(name, tokenizer.get_vocab_size())


if __name__ == "__main__":
    main()
