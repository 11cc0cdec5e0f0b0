"""Folders for the time of one command, which the next one clears away if nobody else could.

A command that is killed by SIGKILL cleans up nothing. So whoever makes such a folder holds a lock
on it, which the kernel takes away with its last descriptor; and whoever makes the next one removes
those that nobody holds:

    killed command      /tmp/joinscope-run-0f…      no lock: removed by the next command
    running command     /tmp/joinscope-run-7a…      locked: left alone
    this command        /tmp/joinscope-run-c3…      made, locked, and looked up again

Between making a folder and locking it there is a moment in which another command takes it for
abandoned. So once it is locked it is looked up again: if its name is gone, another one is made.

The name has a form that nobody else uses, and only folders that belong to the user are touched:
what others have put into a shared place is left alone, and no link is followed.
"""

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "joinscope-run-"
NAME = re.compile(rf"{PREFIX}[0-9a-f]{{16}}")
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


@contextmanager
def scratch_folder(place: Path | None = None) -> Iterator[Path]:
    """A new folder for this command alone, in a place; default: where temporary files go.

    OSError if none can be made there.
    """
    place = Path(tempfile.gettempdir()) if place is None else place
    clear(place)
    folder, lock = _made(place)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def clear(place: Path) -> None:
    """Remove what commands have left in a place that were killed."""
    with suppress(OSError):
        for each in place.iterdir():
            if NAME.fullmatch(each.name):
                with suppress(OSError):  # it is somebody's
                    _remove(each)


def _made(place: Path) -> tuple[Path, int]:
    """A new folder, and the descriptor that holds its lock."""
    while True:
        folder = place / f"{PREFIX}{os.urandom(8).hex()}"
        folder.mkdir(mode=0o700)
        with suppress(FileNotFoundError):  # it was taken for abandoned
            lock = os.open(folder, _FOLDER)
            if _locked(lock) and _is(folder, lock):
                return folder, lock
            os.close(lock)


def _is(folder: Path, descriptor: int) -> bool:
    """Whether the folder still has its name."""
    try:
        return os.path.samestat(os.fstat(descriptor), folder.stat())
    except FileNotFoundError:
        return False


def _locked(descriptor: int) -> bool:
    """Whether the folder is ours now; where locks cannot be had (NFS), nobody clears either."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _remove(folder: Path) -> None:
    """Remove a folder if it is the user's own, and nobody holds it; else OSError."""
    descriptor = os.open(folder, _FOLDER)
    try:
        if os.fstat(descriptor).st_uid == os.geteuid():
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(descriptor)
