"""Programs that name files of /proc of other processes: they may look at them, unseen.

stat("/proc/7") tells whether process 7 is there, as kill(7, 0) does. But such look-ups are recorded
on request only, for an interpreter makes some 600 of others when it starts, and no filter of the
kernel can tell them apart by what a path says. So without look-ups order could flow there with
nothing to show for it, and two lines be called concurrent of which one waits for the other.

Who looks there has to name it. So the files of a program are searched for "/proc", once: what it
executes, its arguments, the files that these name, and the Python modules beside a script. Where it
is found, in another sense than /proc/self or /proc/meminfo, whatever the program does may hang on
what others did, until a run with look-ups has told. A program that puts the name together from
pieces, or has it in a library, is not found out.

The Python interpreter itself is not searched. From 3.14 on it names the maps and the memory of
another process, for sys.remote_exec() alone: a script that calls that names it.
"""

import mmap
import os
import re
import stat
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

# One by one: a search for a choice of the two takes ten times as long.
MENTIONS = (re.compile(rb"/proc(?![A-Za-z0-9_.\-]|/[a-z])"), re.compile(rb"remote_exec"))
PYTHON = re.compile(r"python[0-9.]*[dt]*")  # debug and free-threaded builds are python3.13dt
LARGEST = 1 << 26  # bytes of a file that is searched
SIBLINGS = 200


def mentions(path: str, arguments: Sequence[str]) -> bool:
    """Whether a program that is executed names a file of /proc that tells of other processes."""
    if any(_found(os.fsencode(each)) for each in arguments):
        return True
    return any(_file_mentions(each) for each in _files(path, arguments))


def _files(path: str, arguments: Sequence[str]) -> Iterator[Path]:
    if not PYTHON.fullmatch(Path(path).name):
        yield Path(path)
    for each in arguments[1:]:
        if each and not each.startswith("-"):
            yield Path(each)
            if each.endswith(".py"):
                yield from _siblings(Path(each).parent)


def _siblings(folder: Path) -> list[Path]:
    """The modules beside a script, which it may import."""
    try:
        return sorted(folder.glob("*.py"))[:SIBLINGS]
    except OSError:
        return []


def _file_mentions(path: Path) -> bool:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return False
    if not stat.S_ISREG(status.st_mode) or not 0 < status.st_size <= LARGEST:
        return False
    return _searched(path, (status.st_ino, status.st_size, status.st_mtime_ns))


@lru_cache(maxsize=4096)
def _searched(path: Path, _state: tuple[int, int, int]) -> bool:
    """Whether a file does, in this state: another one is searched anew."""
    try:
        with (
            path.open("rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text,
        ):
            return _found(text)
    except (OSError, ValueError):
        return False


def _found(text: bytes | mmap.mmap) -> bool:
    return any(each.search(text) for each in MENTIONS)
