"""The CPythons of this machine: that which runs joinscope, those on PATH, and those of pyenv."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from joinscope.errors import UsageError
from joinscope.programs.python_command import version

OWN = sys.executable
OLDEST, NEWEST = 11, 20  # minor versions that are looked for


def found() -> dict[str, str]:
    """The interpreter of each version, `3.14`: for that of joinscope itself the one that runs.

    Of others the first that runs as a CPython and says so.
    """
    own = f"3.{sys.version_info.minor}"
    chosen = {own: OWN}
    for minor in range(OLDEST, NEWEST + 1):
        name = f"3.{minor}"
        if name not in chosen:
            fitting = (path for path in _candidates(name) if _is(path, name))
            if path := next(fitting, None):
                chosen[name] = path
    return dict(sorted(chosen.items(), key=lambda each: int(each[0][2:])))


def _candidates(name: str) -> Iterator[str]:
    if path := shutil.which(f"python{name}"):
        yield path
    versions = Path.home() / ".pyenv" / "versions"
    yield from map(str, sorted(versions.glob(f"{name}.*/bin/python{name}")))


def _is(path: str, name: str) -> bool:
    """Whether it runs: a shim of pyenv may lead nowhere."""
    try:
        return version(path).startswith(f"CPython {name}.")
    except UsageError:
        return False
