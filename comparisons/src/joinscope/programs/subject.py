"""What is to be explained: a comparison of the catalog, a file in one language, or a command."""

import importlib
import multiprocessing
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from joinscope import catalog
from joinscope.catalog.front_matter import Comparison
from joinscope.errors import NoCompilerError, UsageError
from joinscope.programs import observed
from joinscope.programs import program as sides_of
from joinscope.programs.c_build import is_on_process
from joinscope.programs.observed import Observed


@dataclass(frozen=True, slots=True)
class Subject:
    """The programs of one explanation. `away` says why some could not be run.

    `comparison` is None for a program of somebody's own: that keeps its environment and its input.
    """

    name: str
    title: str
    programs: tuple[Observed, ...]
    comparison: Comparison | None = None
    away: tuple[str, ...] = ()

    @property
    def runtimes(self) -> str:
        """What runs the programs: the Pythons, each with its start methods; else the compiler."""
        methods: dict[str, list[str]] = {}
        for program in self.programs:
            if program.side.language == "python" or len(self.programs) == 1:
                methods.setdefault(program.runtime, []).append(program.side.start_method)
        return ", ".join(
            f"{runtime}: {', '.join(each)}" if self.comparison else runtime
            for runtime, each in methods.items()
        )


def of_catalog(name: str, methods: Sequence[str], interpreters: Sequence[str] = ()) -> Subject:
    """Both languages under the start methods; Python also by other interpreters."""
    (chosen,) = catalog.choose([name])
    pyjoin, cjoin = _package("pyjoin"), _package("cjoin")
    programs, away = [], []
    if pyjoin is None:
        away.append("pyjoin is not installed: pip install ./python")
    else:
        for interpreter in interpreters or [""]:
            line = (interpreter,) if interpreter else ()
            programs += [
                observed.python(pyjoin.source(name), method=method, interpreter=line)
                for method in methods
            ]
    if cjoin is None:
        away.append("cjoin is not installed: pip install ./c_reference")
    else:
        try:
            programs += _in_c(cjoin, name, methods)
        except NoCompilerError as error:
            away.append(str(error))
    if not programs:
        raise UsageError(f"nothing can be run: {away[0]}")
    return Subject(chosen.name, chosen.title, tuple(programs), chosen, tuple(away))


def of_comparison(
    comparison: Comparison, methods: Sequence[str], files: Sequence[Path] = ()
) -> Subject:
    """A comparison that has been judged: of the catalog, or of a user's two files."""
    python, in_c = ([file for file in files if file.suffix == suffix] for suffix in (".py", ".c"))
    if not python or not in_c:
        return of_catalog(comparison.name, methods)
    cjoin = _package("cjoin")
    include = cjoin.get_include() if cjoin else None
    told = methods if is_on_process(in_c[0]) else ["fork"]
    programs = [observed.python(python[0].absolute(), method=method) for method in methods]
    programs += [observed.c(in_c[0].absolute(), include, method=method) for method in told]
    return Subject(comparison.name, comparison.title, tuple(programs), comparison)


def _in_c(cjoin: ModuleType, name: str, methods: Sequence[str]) -> list[Observed]:
    bare, twin = cjoin.source(name), cjoin.twin(name)
    include = cjoin.get_include()
    programs = [observed.c(bare, include)] if "fork" in methods or twin is None else []
    if twin is not None:
        others = [method for method in methods if method != "fork"]
        programs += [observed.c(twin, include, method=method) for method in others]
    return programs


def of_file(file: Path, arguments: Sequence[str], method: str | None, interpreter: str) -> Subject:
    """A Python or a C file, with its arguments."""
    if not file.is_file():
        raise UsageError(f"no file {str(file)!r}")
    if file.suffix == ".py":
        line = (interpreter,) if interpreter else ()
        program = observed.python(file, arguments, method=method, interpreter=line)
        return Subject(file.name, file.name, (program,))
    cjoin = _package("cjoin")
    include = cjoin.get_include() if cjoin else None
    if method not in {None, "fork"} and not is_on_process(file):
        raise UsageError(f"{file} does not include process.h, so it takes no start method")
    program = observed.c(file.absolute(), include, arguments, method=method or "fork")
    return Subject(file.name, file.name, (program,))


def of_command(words: Sequence[str]) -> Subject:
    """Any command."""
    program = observed.command(words)
    return Subject(program.shown, program.shown, (program,))


def start_methods(wanted: str | None) -> list[str]:
    """Those that were asked for; else the one that this Python takes by itself."""
    if wanted is None:
        return [multiprocessing.get_context().get_start_method()]
    return sides_of.start_methods(None if wanted == "all" else wanted)


def _package(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None
