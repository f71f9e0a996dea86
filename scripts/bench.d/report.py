"""Turns a result file into a Markdown table and SVG charts beside it."""
import json
import subprocess
import tempfile
from pathlib import Path
from statistics import mean

import turns
from common import REPOSITORY, median
from quality import MODES, REFERENCE_NAME


def write(attune, path):
    """Writes FILE.md and the charts of FILE.json."""
    value = json.loads(path.read_text(encoding="utf-8"))
    kind = {"quickstart": "turns"}.get(value["kind"], value["kind"])
    shown = {"turns": of_turns, "start": of_start, "growth": of_growth, "plan": of_plan, "quality": of_quality}
    title, tables, charts = shown[kind](value)
    pictures = []
    for name, chart in charts.items():
        picture = path.with_name(f"{path.stem}{name}.svg")
        draw(attune, chart, picture)
        pictures.append(f"![{chart['title']}]({picture.name})\n")
    text = "\n".join([f"# {title}, {value['date']}\n", *facts(value), "", *tables, "", *pictures])
    path.with_suffix(".md").write_text(text, encoding="utf-8")
    print(f"{path.with_suffix('.md')}\n\n" + "\n".join(tables))


def draw(attune, chart, picture):
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(chart, file)
        file.flush()
        subprocess.run([str(REPOSITORY / attune), "chart", file.name, "-o", str(picture.resolve())], check=True)


def facts(value):
    machine = value["machine"]
    bfloat16 = "with" if machine["native_bfloat16"] else "**without**"
    lines = [
        f"- machine: {machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB, "
        f"{bfloat16} bfloat16 products",
        f"- Attune {value['attune']}, commit {value['commit']}"]
    if value["peers"]:
        lines.append("- " + ", ".join(f"{name} {version}" for name, version in value["peers"].items()))
    lines.append("- " + ", ".join(f"{name.replace('_', ' ')} {found}" for name, found in value["settings"].items()))
    if not machine["native_bfloat16"]:
        lines.append(
            "- bfloat16 is emulated here: Attune multiplies in float32 instead, PyTorch emulates slowly. Ratios in "
            "bfloat16 do not carry over to a processor that has it; those in float32 do better.")
    return lines


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]


def by_name(value, key="name"):
    """Measurements by name, those that failed apart."""
    found, failed = {}, {}
    for entry in value["measured"]:
        if "error" in entry:
            failed[entry[key]] = entry["error"]
        else:
            found.setdefault(entry[key], []).append(entry)
    return found, failed


def of_turns(value):
    measured, failed = by_name(value)
    found = {name: measured[name] for name in [*turns.OWN, *turns.PEERS] if name in measured}
    speeds = {name: median([turns.speed(entry) for entry in entries]) for name, entries in found.items()}
    rows = []
    for name, entries in found.items():
        partner = turns.PEERS[name][3] if name in turns.PEERS else None
        ratio = f"{speeds[partner] / speeds[name]:.2f}" if partner in speeds else ""
        inside = [entry["breakdown"] for entry in entries if "breakdown" in entry]
        shares = [step["product_seconds_alone"] / step["seconds"] for step in inside]
        rows.append([
            name, f"{speeds[name]:.0f}", ratio,
            f"{median([entry['peak_memory_bytes'] for entry in entries]) / 2**30:.2f}",
            f"{median([entry['seconds_to_first_step'] for entry in entries]):.1f}",
            f"{100 * median(shares):.0f} %" if shares else "", len(entries)])
    lines = table(["run", "tokens/s", "Attune is faster by", "peak, GiB", "first step after, s",
                   "of the products' limit", "rounds"], rows)
    lines += ["\nThe share of the products' limit is the time of one step's matrix products alone over that of the very step; above "
              "100 % the machine was slower when they ran alone."]
    lines += [f"\n{name}: {words}" for name, words in failed.items()] + parts(found)
    chart = bars("Training speed", "real tokens a second, median", list(speeds), [("tokens/s", list(speeds.values()))])
    memory = {name: median([entry["peak_memory_bytes"] for entry in entries]) / 2**30 for name, entries in found.items()}
    peak = bars("Peak memory", "GiB from the start of the process", list(memory), [("GiB", list(memory.values()))])
    return "Speed and memory", lines, {"-speed": chart, "-memory": peak}


def parts(found):
    """Where the time of Attune's step goes, in medians over the rounds."""
    lines = []
    inside = {name: [e["breakdown"] for e in entries if "breakdown" in e] for name, entries in found.items()}
    inside = {name: entries for name, entries in inside.items() if entries}
    if not inside:
        return lines
    names = list(next(iter(inside.values()))[0]["parts"])
    rows = [[part, *(f"{median([e['parts'][part] for e in entries]):.3f}" for entries in inside.values())]
            for part in names]
    rows.append(["together", *(f"{median([e['seconds'] for e in entries]):.3f}" for entries in inside.values())])
    rows.append(["all products alone", *(
        f"{median([e['product_seconds_alone'] for e in entries]):.3f}" for entries in inside.values())])
    return ["", *table(["seconds of a step", *inside], rows)]


def bars(title, subtitle, categories, series):
    return {"kind": "bars", "title": title, "subtitle": subtitle, "categories": categories,
            "series": [{"name": name, "values": values} for name, values in series]}


def of_start(value):
    found, failed = by_name(value)
    pauses = sorted({entry["pause"] for entry in value["measured"]})
    rows = [[name, *(cell for pause in pauses for cell in start_cells([e for e in entries if e["pause"] == pause]))]
            for name, entries in found.items()]
    header = ["run"]
    for pause in pauses:
        header += [f"{pause} s after another start" if pause else "directly after another start", "products alone", "times"]
    lines = table(header, rows)
    lines += ["\nSeconds from the start of the process to the end of the first step; what the products of a step take alone, "
              "measured in the same process directly afterwards; the first as a multiple of the second, start by start. "
              "Medians, with the lowest and the highest."]
    return "First step", lines + [f"\n{name}: {words}" for name, words in failed.items()], {}


def start_cells(entries):
    whole = [entry.get("seconds_to_first_step", entry["seconds"][0]) for entry in entries]
    alone = [entry["breakdown"]["product_seconds_alone"] for entry in entries if "breakdown" in entry]
    times = spread([first / product for first, product in zip(whole, alone)])
    return [spread(whole), f"{median(alone):.2f}" if alone else "-", times]


def spread(values):
    return f"{median(values):.2f} ({min(values):.2f} to {max(values):.2f})" if values else "-"


def of_growth(value):
    lines, charts = [], {}
    axes = list(dict.fromkeys(entry["axis"] for entry in value["measured"]))
    for axis in axes:
        chosen = {**value, "measured": [entry for entry in value["measured"] if entry["axis"] == axis]}
        found, failed = by_name(chosen, "value")
        speeds = {point: median([turns.speed(e) for e in entries]) for point, entries in found.items()}
        rows = [[label(entries[0]), f"{speeds[point]:.0f}",
                 f"{max(e['peak_memory_bytes'] for e in entries) / 2**30:.2f}",
                 f"{entries[0]['predicted_peak_memory_bytes'] / 2**30:.2f}"] for point, entries in found.items()]
        lines += ["", *table([axis, "tokens/s", "peak, GiB", "forecast, GiB"], rows)]
        lines += [f"\n{point}: {words}" for point, words in failed.items()]
        charts["-" + axis.split()[0]] = bars(
            f"Speed by {axis}", "tokens a second, median", [label(entries[0]) for entries in found.values()],
            [("tokens/s", list(speeds.values()))])
    return "Growth", lines, charts


def label(entry):
    return f"{entry['parameters'] / 1e6:.0f} M" if "parameters" in entry else f"{entry['value']:,}"


def of_plan(value):
    found, failed = by_name(value)
    rows, ratios = [], []
    for name, entries in found.items():
        memory = median([e["predicted_bytes"] / e["measured_bytes"] for e in entries])
        seconds = median([e["predicted_step_seconds"] / e["measured_step_seconds"] for e in entries])
        ratios.append((memory, seconds))
        rows.append([
            name, "yes" if entries[0]["fitted"] else "no", f"{median([e['measured_bytes'] for e in entries]) / 2**30:.2f}",
            f"{100 * (memory - 1):+.0f} %", f"{median([e['measured_step_seconds'] for e in entries]):.2f}",
            f"{100 * (seconds - 1):+.0f} %"])
    lines = table(["recipe", "served to fit", "measured peak, GiB", "forecast", "measured step, s", "forecast"], rows)
    lines += [f"\n{name}: {words}" for name, words in failed.items()]
    chart = bars("Forecast over measured", "1 is right", list(found), [
        ("memory", [memory for memory, _ in ratios]), ("time of a step", [seconds for _, seconds in ratios])])
    return "What `attune plan` says against what is measured", lines, {"": chart}


def of_quality(value):
    found, failed = by_name(value)
    reference = {entry["seed"]: entry["validation_loss"] for entry in found.get(REFERENCE_NAME, [])}
    if not reference:
        return "Quality", ["The reference has not run yet."], {}
    spread = max(reference.values()) - min(reference.values())
    rows, charted = [], []
    for name, entries in found.items():
        entries = [entry for entry in entries if entry["seed"] in reference]
        if not entries:
            continue
        own = mean([entry["validation_loss"] for entry in entries])
        if name == REFERENCE_NAME:
            rows.append([name, "reference", len(entries), f"{own:.5f}", "", ""])
            continue
        other = mean([reference[entry["seed"]] for entry in entries])
        kept = "validation_loss" if "model.precision=fp32" in MODES[name][1] else "exact_loss"
        whole = MODES[name][0] and all(kept in entry for entry in entries)
        rows.append([
            name, "exact" if MODES[name][0] else "lean", len(entries), f"{own:.5f}", f"{own - other:+.5f}",
            f"{mean([entry[kept] for entry in entries]) - other:+.5f}" if whole else ""])
        charted.append((name, own - other))
    lines = table(
        ["run", "kind", "seeds", "mean validation loss", "difference", "difference of exact weights, in float32"], rows)
    lines += [f"\nThe reference's own range over {len(reference)} seeds: {spread:.5f}."]
    lines += [f"\n{name}: {words}" for name, words in failed.items()]
    chart = bars("Validation loss against PyTorch in float32", "difference of the means over seeds, each in its own precision",
                 [name for name, _ in charted], [("difference", [found for _, found in charted])])
    return "Quality", lines, {"": chart} if charted else {}
