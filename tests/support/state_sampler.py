"""A sampler: what /proc says of each thread below a process, about every millisecond.

python state_sampler.py PID writes a line for each time it looks, with a word for each thread,
TIME TID.PID.PARENT.LETTER.CALL ..., and ends with its input. LETTER is that of the state, x: it is
exiting; CALL is the number of the system call of one that waits in one.
"""

import os
import select
import sys
import time

PAUSE = 0.001
EXITING = 0x4  # PF_EXITING, in the flags of the ninth field


def _read(path: str) -> str:
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - many, and small
            return file.read(4096).decode("ascii", "replace")
    except OSError:
        return ""


def _names(path: str) -> list[str]:
    try:
        return os.listdir(path)  # noqa: PTH208 - likewise
    except OSError:
        return []


def look(root: str) -> list[str]:
    """What each thread below a process is doing."""
    found, processes = [], [(root, False)]
    for pid, shown in processes:
        for tid in _names(f"/proc/{pid}/task"):
            folder = f"/proc/{pid}/task/{tid}"
            processes += [(each, True) for each in _read(f"{folder}/children").split()]
            fields = _read(f"{folder}/stat").rpartition(")")[2].split() if shown else []
            if not fields:
                continue
            letter, call = fields[0], ""
            if letter in "RSD" and int(fields[6]) & EXITING:
                letter = "x"
            elif letter in "SD" and (words := _read(f"{folder}/syscall").split()):
                call = words[0]
            found.append(f"{tid}.{pid}.{fields[1]}.{letter}.{call}")
    return found


def main() -> None:
    own = str(os.getpid())
    while not select.select([0], [], [], PAUSE)[0]:
        now = time.monotonic_ns()
        seen = [each for each in look(sys.argv[1]) if each.split(".")[1] != own]
        print(now, *seen)


if __name__ == "__main__":
    main()
