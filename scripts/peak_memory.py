"""Runs a command with a time limit and writes its peak memory in KiB to a file: peak_memory.py FILE SECONDS COMMAND...

The exit code is the command's own, 124 when it ran too long, 128 and the signal's number when one ended it.
"""

import resource
import subprocess
import sys

report, seconds, command = sys.argv[1], float(sys.argv[2]), sys.argv[3:]
try:
    code = subprocess.run(command, stdin=subprocess.DEVNULL, timeout=seconds).returncode
except subprocess.TimeoutExpired:
    code = 124
with open(report, "w") as file:
    file.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code if code >= 0 else 128 - code)
