"""Writing a file whole or not at all, and where nobody else has prepared something.

In a folder that others may write to, such as /tmp, the name that is asked for may be there already:
as a link of somebody's to a file of ours, or as the same name that we would use for a part. So what
is written gets a fresh name beside its place, exclusively, and is then moved there: a link is
replaced, never followed.

Devices and pipes are written in place, and so is all that the kernel names: /dev/stdout is a link.
"""

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

from joinscope.errors import UsageError


def check(file: Path) -> None:
    """Refuse now what could not be written after a long run."""
    if not file.parent.is_dir():
        raise _unwritable(file, errno.ENOENT)
    if file.is_dir():
        raise _unwritable(file, errno.EISDIR)
    if not os.access(file if file.exists() else file.parent, os.W_OK):
        raise _unwritable(file, errno.EACCES)
    _refuse_planted(file)


def write(file: Path, content: str | bytes) -> None:
    """Write beside the file and move it there, so that no reader finds half of it.

    What is not a regular file, or is in a folder that cannot be written to, is written in place.
    """
    text = f"{content}\n" if isinstance(content, str) else ""
    data = content if isinstance(content, bytes) else text.encode(errors="backslashreplace")
    part = None
    try:
        if _stays(file):
            descriptor = _opened(file)
        else:
            part, descriptor = _fresh(file, os.O_WRONLY)
        with os.fdopen(descriptor, "wb") as out:
            out.write(data)
        if part is not None:
            part.replace(file)
    except OSError as error:
        raise _unwritable(file, error.errno or 0) from None
    finally:
        if part is not None:
            with suppress(OSError):
                part.unlink()


def begin(file: Path, mode: int) -> int:
    """A descriptor of an empty file in this place, for what is written as it comes.

    `mode` is O_WRONLY or O_RDWR.
    """
    try:
        if _stays(file):
            return _opened(file, mode)
        part, descriptor = _fresh(file, mode)
        try:
            part.replace(file)
        except OSError:
            os.close(descriptor)
            part.unlink()
            raise
    except OSError as error:
        raise _unwritable(file, error.errno or 0) from None
    return descriptor


def _stays(file: Path) -> bool:
    """Whether it is written in place."""
    _refuse_planted(file)
    return (
        _is_kernels(file)
        or (file.exists() and not file.is_file())
        or not os.access(file.parent, os.W_OK)
    )


def _refuse_planted(file: Path) -> None:
    """Refuse a link to a device or a pipe: only the kernel has such."""
    if file.is_symlink() and file.exists() and not file.is_file() and not _is_kernels(file):
        raise UsageError(f"{file}: is a link to what is no file: name that itself")


def _is_kernels(file: Path) -> bool:
    """Whether the kernel gives it its name: /dev/stdout, /dev/fd/3, /proc/self/fd/3, /dev/full."""
    folder = os.path.realpath(file.parent)
    return folder in {"/dev", "/proc"} or folder.startswith("/proc/")


def _opened(file: Path, mode: int = os.O_WRONLY) -> int:
    follow = 0 if _is_kernels(file) else os.O_NOFOLLOW
    return os.open(file, mode | os.O_TRUNC | os.O_CLOEXEC | os.O_NOCTTY | follow)


def _fresh(file: Path, mode: int) -> tuple[Path, int]:
    """A new file beside another, with the permissions of that if it is ours."""
    part = file.with_name(f".joinscope-{os.urandom(8).hex()}")
    descriptor = os.open(part, mode | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    with suppress(OSError):
        found = file.lstat()
        if stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid():
            os.fchmod(descriptor, stat.S_IMODE(found.st_mode) & 0o777)
    return part, descriptor


def _unwritable(file: Path, number: int) -> UsageError:
    return UsageError(f"{file}: cannot be written: {os.strerror(number)}")
