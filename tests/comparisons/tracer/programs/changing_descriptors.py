"""changing_descriptors.py SEED FILE: let twelve descriptors be this and that, and close them.

The file tells what each close closed, "PID NUMBER pipe:[7]", as /proc says just before it.
"""

import contextlib
import fcntl
import os
import random
import socket
import sys
import threading
from pathlib import Path

LOW, HIGH = 20, 31
chance = random.Random(sys.argv[1])  # noqa: S311 - no secret
told = []


def close(number: int) -> None:
    """Close one of the twelve, after a note of what it is."""
    try:
        told.append(f"{os.getpid()} {number} {Path(f'/proc/self/fd/{number}').readlink()}")
    except FileNotFoundError:
        return
    os.close(number)


def put(*new: int) -> None:
    """Let some of the twelve stand for what is new."""
    for each in new:
        if chance.random() < 0.2:
            os.dup2(each, chance.randint(LOW, HIGH))
        else:
            fcntl.fcntl(each, fcntl.F_DUPFD_CLOEXEC, LOW)  # the lowest that is closed
        os.close(each)


def receive(number: int) -> None:
    """Let one of the twelve be another one, that we have sent to ourselves."""
    one, other = socket.socketpair()
    with one, other, contextlib.suppress(OSError):
        socket.send_fds(one, [b"x"], [number])
        put(*socket.recv_fds(other, 1, 1)[1])


def tell() -> None:
    """Add the notes to those of the others."""
    with Path(sys.argv[2]).open("a") as file:
        print(*told, sep="\n", file=file)


def fork() -> None:
    """Let another process close five."""
    if os.fork() != 0:
        os.wait()
        return
    told.clear()
    for _ in range(5):
        close(chance.randint(LOW, HIGH))
    tell()
    os._exit(0)


def change() -> None:
    """Look at each, and do one of all that changes them."""
    for each in range(LOW, HIGH + 1):
        with contextlib.suppress(OSError):
            os.close(os.dup(each))
    number = chance.randint(LOW, HIGH)
    match chance.randrange(7):
        case 0:
            put(*os.pipe())
        case 1:
            put(*(each.detach() for each in socket.socketpair()))
        case 2:
            put(os.open("/dev/null", os.O_RDONLY))
        case 3:
            close(number)
        case 4:
            receive(number)
        case 5:
            os.closerange(number, number + 2)
            put(*os.pipe())
        case 6:
            fork()


for turn in range(100):
    if turn < 60 or turn % 2:
        change()
    else:  # from now on there are two that may do it
        thread = threading.Thread(target=change)
        thread.start()
        thread.join()
for each in range(LOW, HIGH + 1):
    close(each)
tell()
