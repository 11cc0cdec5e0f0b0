"""What kind of thing an object is, by the name that the kernel gives it under /proc/PID/fd."""

from typing import Literal

PIDFD = "anon_inode:[pidfd]"
UNREADABLE = "unreadable"  # stands for the name of an object that could not be read
Sort = Literal["pipe", "socket", "terminal", "file", "silent", "other"]

SILENT = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
TERMINALS = ("/dev/pts/", "/dev/tty", "/dev/ptmx", "/dev/console")


def sort(name: str | None) -> Sort:
    """The sort of an object; silent ones carry no order, others cannot be followed.

    None is the name of an object that could not be read.
    """
    if name is None:
        return "other"
    if name.startswith(("pipe:[", "fifo:[")):
        return "pipe"
    if name.startswith("socket:["):
        return "socket"
    if name.startswith(TERMINALS):
        return "terminal"
    if name in SILENT or name.startswith(("/proc/", "/sys/")) or not name:
        return "silent"
    return "file" if name.startswith("/") else "other"
