"""A side of a comparison: one program in one language, and the command that runs it."""

import importlib
import multiprocessing
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from joinscope.errors import NoCompilerError, UsageError
from joinscope.programs import c_build
from joinscope.vocabulary import Language

pyjoin: ModuleType | None
cjoin: ModuleType | None
try:
    pyjoin = importlib.import_module("pyjoin")
except ImportError:
    pyjoin = None
try:
    cjoin = importlib.import_module("cjoin")
except ImportError:
    cjoin = None

EVERY = "every side"


@dataclass(frozen=True, slots=True)
class Side:
    """`variant` is the start method; or cffi, for C that forks inside Python.

    `unavailable` says why the side cannot run here; its command is empty then.
    """

    language: Language
    variant: str
    command: tuple[str, ...] = ()
    unavailable: str | None = None

    @property
    def start_method(self) -> str:
        """How it starts its workers, as multiprocessing names it; C forks unless it says so."""
        return next((each for each in ("forkserver", "spawn") if each in self.variant), "fork")

    @property
    def label(self) -> tuple[str, str]:
        """The language as it is written, and the variant."""
        return ("Python" if self.language == "python" else "C", self.variant)

    def __str__(self) -> str:
        return " ".join(self.label)


def shown(sides: Sequence[Side]) -> list[Side]:
    """The sides to show beside each other: one of each language, of one start method if possible.

    The last one in C is a program of its own.
    """
    able = [side for side in sides if side.unavailable is None]
    python = next((side for side in able if side.language == "python"), None)
    in_c = [side for side in able if side.language == "c"]
    like = [side for side in in_c if python and side.start_method == python.start_method]
    return [*([python] if python else []), *(like or in_c)[-1:]]


def names(sides: Sequence[Side], among: Sequence[Side]) -> str:
    """The sides in a row; a language without its variants stands for all of it among these."""
    if len(sides) == len(among) > 1:
        return EVERY
    parts = []
    for language in dict.fromkeys(each.label[0] for each in among):
        variants = [each.variant for each in sides if each.label[0] == language]
        every = len(variants) == sum(each.label[0] == language for each in among) > 1
        if variants:
            parts.append(language if every else f"{language} {', '.join(variants)}")
    return "; ".join(parts)


def start_methods(wanted: str | None = None) -> list[str]:
    """The start methods in a comma-separated list, or all that this Python has."""
    available = multiprocessing.get_all_start_methods()
    if wanted is None:
        return available
    chosen = list(dict.fromkeys(filter(None, wanted.split(","))))
    for method in chosen:
        if method not in available:
            raise UsageError(
                f"no start method {method!r} in this Python; there are: {', '.join(available)}"
            )
    if not chosen:
        raise UsageError(f"no start method given; there are: {', '.join(available)}")
    return chosen


def of_catalog(name: str, methods: list[str]) -> list[Side]:
    """The sides of a comparison of the catalog, by the name of its programs."""
    lack = _lack(pyjoin, "pyjoin", "python", name)
    sides = [_python(name, method, lack) for method in methods]
    lack = _lack(cjoin, "cjoin", "c_reference", name)
    if cjoin is None or lack:
        variants = ("cffi", "fork")
        return [*sides, *(Side("c", variant, unavailable=lack) for variant in variants)]
    twin = cjoin.twin(name)
    others = [method for method in methods if method != "fork"] if twin else []
    forks = not others or "fork" in methods
    cffi = Side("c", "cffi", (sys.executable, "-P", "-m", "cjoin", name))
    return [
        *sides,
        *([cffi, *_standalone(cjoin.source(name), ["fork"])] if forks else []),
        *(_standalone(twin, others) if twin else []),
    ]


def of_files(python: Path | None, c: Path | None, methods: list[str]) -> list[Side]:
    """The sides of a user's files, one or both; C on process.h has one for each start method."""
    lack = _lack(pyjoin, "pyjoin", "python")
    sides = [_python(str(python.absolute()), method, lack) for method in methods if python]
    if c is None:
        return sides
    return [*sides, *_standalone(c, methods if c_build.is_on_process(c) else ["fork"])]


def _python(program: str, method: str, lack: str | None) -> Side:
    if lack:
        return Side("python", method, unavailable=lack)
    # -P: a file of the current folder must not stand in for one of Python's modules.
    return Side(
        "python", method, (sys.executable, "-P", "-m", "pyjoin", program, "--start-method", method)
    )


def _standalone(source: Path, methods: list[str]) -> list[Side]:
    """The sides of a program of its own; on process.h it is told the start method."""
    try:
        program = str(c_build.build(source, cjoin.get_include() if cjoin else None))
    except NoCompilerError as error:
        return [Side("c", method, unavailable=str(error)) for method in methods]
    told = c_build.is_on_process(source)
    env = {method: ("env", f"PROCESS_START_METHOD={method}") if told else () for method in methods}
    return [Side("c", method, (*env[method], program)) for method in methods]


def _lack(
    package: ModuleType | None, called: str, folder: str, name: str | None = None
) -> str | None:
    if package is None:
        return f"{called} is not installed: pip install ./{folder}"
    if name is not None and name not in package.names():
        return f"{called} has no program {name}"
    return None
