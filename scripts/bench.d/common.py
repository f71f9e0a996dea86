"""What all modes share: running a program, the machine's description, results that survive an interruption."""
import datetime
import hashlib
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
# glibc otherwise hands every large tensor back to the kernel; a peer so tuned is the honest bar.
TUNED_MALLOC = {
    "GLIBC_TUNABLES": "glibc.malloc.mmap_max=0:glibc.malloc.mmap_threshold=1073741824"
    ":glibc.malloc.trim_threshold=2147483647"
}


class Failure(Exception):
    """A measurement that cannot begin."""

    def __init__(self, problem, fix):
        super().__init__(problem)
        self.problem, self.fix = problem, fix


def say(text):
    """One line of progress with the time."""
    print(datetime.datetime.now().strftime("%H:%M:%S"), text, flush=True)


def median(values):
    ordered = sorted(values)
    count = len(ordered)
    return (ordered[(count - 1) // 2] + ordered[count // 2]) / 2 if count else None


def text_of(command):
    """What a command prints, or nothing when it cannot run."""
    try:
        return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=120).stdout.strip()
    except OSError:
        return ""


def run_json(command, timeout, extra_environment=None):
    """The JSON object that a command prints last, with its seconds; on failure {"error": its last words}."""
    start = time.monotonic()
    try:
        done = subprocess.run(
            [str(part) for part in command], cwd=REPOSITORY, capture_output=True, text=True, timeout=timeout,
            stdin=subprocess.DEVNULL, env={**os.environ, **(extra_environment or {})})
    except subprocess.TimeoutExpired:
        return {"error": f"took more than {timeout:.0f} s"}
    if done.returncode != 0:
        words = [line for line in done.stderr.strip().splitlines() if line.strip()]
        return {"error": f"exit code {done.returncode}: {' '.join(words[-2:])[:400]}"}
    result = last_object(done.stdout)
    if result is None:
        return {"error": f"printed no JSON object at its end: {done.stdout[-200:].strip()}"}
    result["wall_seconds"] = round(time.monotonic() - start, 2)
    return result


def last_object(text):
    """The JSON object that ends a text and begins a line of it; peers print dictionaries of Python's before it."""
    begin = len(text)
    while (begin := text.rfind("{", 0, begin)) >= 0:
        if begin == 0 or text[begin - 1] == "\n":
            try:
                return json.loads(text[begin:])
            except ValueError:
                continue
    return None


def attune_path(chosen):
    """The program, checked."""
    program = REPOSITORY / chosen.attune
    if not os.access(program, os.X_OK):
        raise Failure(f"{chosen.attune} is not built.", "make build")
    return program


def required(chosen, *names):
    """Ends the run when an option that the mode needs is missing."""
    for name in names:
        if not getattr(chosen, name):
            raise Failure(f"This mode needs --{name}.", "See scripts/bench --help.")


def processor():
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = next((line.split(":", 1)[1].strip() for line in info.splitlines() if line.startswith("model name")), "?")
    flags = next((line.split() for line in info.splitlines() if line.startswith("flags")), [])
    memory = Path("/proc/meminfo").read_text(encoding="utf-8").split()
    return {
        "processor": model, "cores": os.cpu_count(), "memory_gib": round(int(memory[1]) / 1048576, 1),
        # Without it bfloat16 is emulated, by Attune in float32 products and by PyTorch slowly: ratios in bfloat16
        # then say little about a processor that has it.
        "native_bfloat16": "avx512_bf16" in flags, "avx512": "avx512f" in flags, "system": os.uname().release,
    }


def available_bytes():
    lines = Path("/proc/meminfo").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable"))


PEER_VERSIONS = """
import json, importlib.metadata as m
names = ["torch", "transformers", "trl", "accelerate"]
print(json.dumps({n: m.version(n) for n in names if n in {d.metadata["Name"] for d in m.distributions()}}))
"""


class Results:
    """A result file: made at the start, written after every measurement, gone on with when settings are the same."""

    def __init__(self, chosen, mode, settings):
        day = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d")
        self.path = Path(chosen.out) if chosen.out else REPOSITORY / "docs" / "measured" / f"{day}-{mode}.json"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = {
            "kind": mode, "date": day, "commit": text_of(["git", "log", "-1", "--format=%h", "--", "Sources"]),
            "machine": processor(), "attune": text_of([attune_path(chosen), "--version"]),
            "program": hashlib.sha256(attune_path(chosen).read_bytes()).hexdigest(),
            "peers": json.loads(text_of([chosen.peers, "-c", PEER_VERSIONS]) or "{}") if chosen.peers else {},
            "settings": settings, "measured": [],
        }
        self.value = fresh
        if self.path.exists():
            self.value = json.loads(self.path.read_text(encoding="utf-8"))
            same = ("kind", "settings", "machine", "program")
            different = [key for key in same if self.value.get(key) != fresh[key]]
            if different:
                raise Failure(f"{self.path} was measured with another {', '.join(different)}.",
                              "Name another file with --out, or move this one away.")
            # What failed is tried again.
            self.value["measured"] = [entry for entry in self.value["measured"] if "error" not in entry]
            say(f"going on with {self.path}: {len(self.value['measured'])} measurements are there")

    def has(self, **key):
        return any(all(entry.get(name) == value for name, value in key.items()) for entry in self.value["measured"])

    def add(self, entry):
        """Keeps a measurement; the file is whole at any moment."""
        self.value["measured"].append(entry)
        self.save()

    def save(self):
        with tempfile.NamedTemporaryFile("w", dir=self.path.parent, delete=False, encoding="utf-8") as file:
            json.dump(self.value, file, indent=1)
            file.write("\n")
        os.chmod(file.name, 0o644)
        os.replace(file.name, self.path)
