# Malformed tokenizer.json files. Sourced by scripts/abuse.

mkdir tokens
cp "$fixtures"/models/llama-tied/config.json "$fixtures"/models/llama-tied/model.safetensors tokens/
base=$fixtures/tokenizers/smollm.json

# refused NAME EXPRESSION: the fixture's tokenizer t, changed by a Python statement, must be refused.
refused() {
    python3 -c 'import json, sys
t = json.load(open(sys.argv[1]))
exec(sys.argv[2])
json.dump(t, open("tokens/tokenizer.json", "w"))' "$base" "$2"
    expect 1 "tokenizer.json: $1" "$attune" tokenize tokens good.jsonl
}
printf '{"model": ' >tokens/tokenizer.json
expect 1 'tokenizer.json: cut off' "$attune" tokenize tokens good.jsonl
printf '[1, 2]' >tokens/tokenizer.json
expect 1 'tokenizer.json: a list' "$attune" tokenize tokens good.jsonl
{ printf '{"model": '; printf '[%.0s' $(seq 100000); } >tokens/tokenizer.json
expect 1 'tokenizer.json: 100,000 brackets' "$attune" tokenize tokens good.jsonl
refused 'no model' 'del t["model"]'
refused 'a Unigram model' 't["model"] = {"type": "Unigram", "vocab": [["a", 0.0]]}'
refused 'an empty vocabulary' 't["model"]["vocab"] = {}'
refused 'two tokens of one id' 't["model"]["vocab"]["zzz"] = 0'
refused 'a negative id' 't["model"]["vocab"]["zzz"] = -1'
refused 'an id of 2^40' 't["model"]["vocab"]["zzz"] = 1 << 40'
refused 'a text as an id' 't["model"]["vocab"]["zzz"] = "7"'
refused 'a merge to an unknown token' 't["model"]["merges"].append(["qqqq", "wwww"])'
refused 'a merge of three parts' 't["model"]["merges"].append(["a", "b", "c"])'
refused 'merges that are a map' 't["model"]["merges"] = {"a": "b"}'
refused 'an unknown normalizer' 't["normalizer"] = {"type": "Precompiled", "precompiled_charsmap": "AAAA"}'
expect_text normalizer
refused 'an unknown pre-tokenizer' 't["pre_tokenizer"] = {"type": "UnicodeScripts"}'
expect_text pre_tokenizer
refused 'an expression that never ends' 't["pre_tokenizer"] = {"type": "Split", "pattern": {"Regex": "(a+)+$"}, "behavior": "Isolated", "invert": False}'
refused 'an added token without content' 't["added_tokens"].append({"id": 5, "special": True})'
refused 'a sequence nested 5,000 deep' 'p = {"type": "ByteLevel"}
import sys; sys.setrecursionlimit(100000)
for _ in range(5000): p = {"type": "Sequence", "pretokenizers": [p]}
t["pre_tokenizer"] = p'
printf '\xff\xfe' >tokens/tokenizer.json
expect 1 'tokenizer.json: not UTF-8' "$attune" tokenize tokens good.jsonl
rm tokens/tokenizer.json
expect 1 'tokenizer.json: not there' "$attune" tokenize tokens good.jsonl
