"""Whether a program names one of the calls that set an alarm, where nothing tells if one is set.

Who names neither most likely has set none. It proves nothing: an alarm outlives an exec(2), and a
module from elsewhere may set one.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from joinscope.live.snapshot import LiveProcess

ALARMS = (b"setitimer", b"alarm")
READ_FILES, READ_BYTES = 200, 1 << 20  # of a Python program's own modules; of each
MOST_OF_A_PROGRAM = 1 << 25  # bytes of a C program


def names_alarm(process: LiveProcess) -> bool:
    """Whether a process's program names an alarm, or cannot be read."""
    with suppress(OSError):
        exe = Path(f"/proc/{process.pid}/exe")
        if not exe.readlink().name.startswith(("python", "pypy")):
            return _names(exe, MOST_OF_A_PROGRAM)
        return any(_is_named(word.encode()) for word in process.command) or any(
            _names(file, READ_BYTES) for file in _modules(process)
        )
    return True


def _names(file: Path, most: int) -> bool:
    with file.open("rb") as opened:
        return _is_named(opened.read(most))


def _is_named(text: bytes) -> bool:
    return any(each in text for each in ALARMS)


def _modules(process: LiveProcess) -> Iterator[Path]:
    """The script of a Python, and the modules beside it."""
    cwd = Path(f"/proc/{process.pid}/cwd").resolve()
    script = next((word for word in process.command[1:] if word.endswith(".py")), None)
    found = None if script is None else cwd / script
    if found is not None and found.is_file():
        yield from dict.fromkeys([found, *sorted(found.parent.glob("*.py"))[:READ_FILES]])
