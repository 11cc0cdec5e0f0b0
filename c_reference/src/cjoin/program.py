"""The C programs: their names, their sources, and running one inside this process."""

import signal
from importlib.resources import files
from pathlib import Path

from cjoin import library


def names() -> list[str]:
    """The programs, sorted: one for each C file with a main()."""
    return sorted(path.stem for path in _folder().glob("*.c"))


def source(name: str) -> Path:
    """The C file of a program."""
    return _folder() / f"{name}.c"


def twin(name: str) -> Path | None:
    """The same program on process.h, for every start method; None if there is none."""
    path = _folder() / "on_process_h" / f"{name}.c"
    return path if path.exists() else None


def get_include() -> Path:
    """The folder of process.h and of the C files that a program on it is built with."""
    return Path(str(files("cjoin") / "process"))


def run(name: str) -> int:
    """Call the program's main() and return what it returned.

    The worker that it forks ends inside C and never comes back into Python. As for any program
    that is started, Ctrl-C and a closed pipe end the process: a Python handler could not run
    before main() has returned.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    return library.main(name)


def _folder() -> Path:
    return Path(str(files("cjoin") / "programs"))
