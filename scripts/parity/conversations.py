"""Rows for the parity scripts: ids and the loss weight of every token as a target."""
import json


def rendered_rows(path):
    """Rows of `attune data render --json`, or None when the file holds something else."""
    with open(path, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    if rows and "ids" in rows[0]:
        return [(row["ids"], row["weights"]) for row in rows]
    return None


def encoded(tokenizer, messages):
    """ids, weights of one conversation: 1 on the contents of assistant turns and the end-of-turn token behind them.

    What the template writes behind the end-of-turn token (a line break, here) and in front of the contents counts 0.
    """
    full = tokenizer.apply_chat_template(messages, tokenize=False)
    output = tokenizer(full, add_special_tokens=False, return_offsets_mapping=True)
    spans = []
    for index, message in enumerate(messages):
        if message["role"] != "assistant":
            continue
        before = tokenizer.apply_chat_template(messages[:index], tokenize=False, add_generation_prompt=True)
        after = before + message["content"] + tokenizer.eos_token
        if not full.startswith(after):
            raise SystemExit("The template changes the contents of a turn; render the rows with `attune data render`.")
        spans.append((len(before), len(after)))
    weights = [float(any(start >= left and end <= right and end > start for left, right in spans))
               for start, end in output["offset_mapping"]]
    return output["input_ids"], weights


def rows_of(path, tokenizer):
    """Rows of a rendered file, or of a file of conversations."""
    rows = rendered_rows(path)
    if rows is None:
        with open(path, encoding="utf-8") as lines:
            rows = [encoded(tokenizer, json.loads(line)["messages"]) for line in lines if line.strip()]
    return rows
