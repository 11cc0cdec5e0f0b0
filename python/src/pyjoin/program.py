"""The Python programs: their names, their sources, and running one."""

import multiprocessing
import runpy
import sys
from contextlib import suppress
from pathlib import Path


def names() -> list[str]:
    """The programs, sorted: one for each file in `programs/`."""
    return sorted(path.stem for path in _folder().glob("*.py"))


def source(name: str) -> Path:
    """The Python file of a program."""
    return _folder() / f"{name}.py"


def run(file: Path, *, start_method: str | None = None) -> None:
    """Run a file as `python FILE` would, its workers started by `start_method`.

    None leaves the start method to this Python. ValueError for a start method that it lacks.
    """
    multiprocessing.set_start_method(start_method)
    if not sys.flags.safe_path:  # else there is no entry for the folder that we run in
        del sys.path[0]
    sys.path.insert(0, str(file.parent))
    sys.argv[:] = [str(file)]
    try:
        runpy.run_path(str(file), run_name="__main__")
    finally:
        _flush()


def _flush() -> None:
    """Do what `python FILE` does behind the last line of FILE, and runpy does not.

    It flushes standard error and output (flush_io() in CPython's pythonrun.c) before anything that
    is registered for the exit runs, such as multiprocessing's joins; a failure is ignored there.
    """
    for stream in (sys.stderr, sys.stdout):
        with suppress(Exception):
            stream.flush()


def _folder() -> Path:
    # importlib.resources would take half the time that a program takes to start.
    return Path(__file__).with_name("programs")
