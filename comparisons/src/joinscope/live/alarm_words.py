"""Whether a program names one of the calls that set an alarm, where nothing tells if one is set.

Who names neither most likely has set none. It proves nothing: an alarm outlives an exec(2), and a
module from elsewhere may set one.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from joinscope.live.snapshot import LiveProcess

# Options of Python, others before them in the same word: -Ic CODE, -um MODULE.
OF_CODE, OF_MODULE = re.compile("-[A-Za-z]*c"), re.compile("-[A-Za-z]*m")
ALARMS = (b"setitimer", b"alarm")
READ_FILES, READ_BYTES = 200, 1 << 20  # of a Python program's own modules; of each
MOST_OF_A_PROGRAM = 1 << 25  # bytes of a C program


def names_alarm(process: LiveProcess) -> bool:
    """Whether a process's program names an alarm, or cannot be read."""
    with suppress(OSError):
        exe = Path(f"/proc/{process.pid}/exe")
        if not exe.readlink().name.startswith(("python", "pypy")):
            return _names(exe, MOST_OF_A_PROGRAM)
        words = process.command[1:]
        files = _modules(process.pid, words)
        return files is None or (
            any(_is_named(word.encode()) for word in words)
            or any(_names(each, READ_BYTES) for each in files)
        )
    return True


def _names(file: Path, most: int) -> bool:
    with file.open("rb") as opened:
        return _is_named(opened.read(most))


def _is_named(text: bytes) -> bool:
    return any(each in text for each in ALARMS)


def _modules(pid: int, words: Sequence[str]) -> list[Path] | None:
    """The script of a Python and the modules beside it; none where it is given its code.

    None if that is not known: of `-m MODULE` it does not show where the module is.
    """
    cwd = Path(f"/proc/{pid}/cwd").resolve()
    for word in words:
        if OF_CODE.match(word):
            return []
        if OF_MODULE.match(word):
            return None
        script = cwd / word
        if script.is_file():
            return list(dict.fromkeys([script, *sorted(script.parent.glob("*.py"))[:READ_FILES]]))
    return None
