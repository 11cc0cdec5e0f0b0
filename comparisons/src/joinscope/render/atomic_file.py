"""Writing a file whole or not at all."""

import errno
import os
import shutil
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


def write(file: Path, content: str | bytes) -> None:
    """Write beside the file and move it there, so that no reader finds half of it.

    What is not a regular file, or is in a folder that cannot be written to, is written in place.
    """
    text = f"{content}\n" if isinstance(content, str) else ""
    data = content if isinstance(content, bytes) else text.encode(errors="backslashreplace")
    file = Path(os.path.realpath(file))
    beside = (not file.exists() or file.is_file()) and os.access(file.parent, os.W_OK)
    part = file.with_name(f".{file.name}.{os.getpid()}") if beside else file
    try:
        part.write_bytes(data)
        if beside:
            if file.exists():
                shutil.copymode(file, part)
            part.replace(file)
    except OSError as error:
        raise _unwritable(file, error.errno or 0) from None
    finally:
        if beside:
            with suppress(OSError):
                part.unlink()


def _unwritable(file: Path, number: int) -> UsageError:
    return UsageError(f"{file}: cannot be written: {os.strerror(number)}")
