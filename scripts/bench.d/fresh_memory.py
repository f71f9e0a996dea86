"""Writes 1 GiB of memory that the process has not had before, and prints the seconds: what a first touch costs here."""
import ctypes
import json
import mmap
import time

SIZE = 1 << 30


def main():
    memory = mmap.mmap(-1, SIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    memory.madvise(mmap.MADV_HUGEPAGE)
    place = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    begin = time.monotonic()
    ctypes.memset(place, 1, SIZE)
    print(json.dumps({"seconds": [time.monotonic() - begin]}))


if __name__ == "__main__":
    main()
