"""Makes programs: of the catalog, of a user's files, and of commands."""

import importlib
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from joinscope.errors import NoCompilerError, UsageError
from joinscope.programs import c_build
from joinscope.programs.instrumentation import C_HOOK
from joinscope.programs.program import Hooked, Program
from joinscope.programs.python_command import executable, in_python


def _package(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


pyjoin, cjoin = _package("pyjoin"), _package("cjoin")


def of_catalog(
    name: str,
    methods: Sequence[str],
    interpreters: Sequence[str] = (),
    *,
    instrumented: bool = False,
) -> list[Program]:
    """The programs of a comparison of the catalog, by its name.

    In Python one for each interpreter (none: this one) and start method; in C one for each start
    method, and `cffi`. C is built `instrumented`, or plain.
    """
    lack = _lack(pyjoin, "pyjoin", "python", name)
    source = pyjoin.source(name) if pyjoin and lack is None else Path(name)
    python = [
        _run_by_pyjoin(name, source, method, lack, interpreter)
        for interpreter in interpreters or [sys.executable]
        for method in methods
    ]
    lack = _lack(cjoin, "cjoin", "c_reference", name)
    if cjoin is None or lack:
        return [*python, *(Program("c", variant, unavailable=lack) for variant in ("cffi", "fork"))]
    bare, twin = cjoin.source(name), cjoin.twin(name)
    others = [method for method in methods if method != "fork"] if twin else []
    forks = not others or "fork" in methods
    cffi = Program("c", "cffi", (sys.executable, "-P", "-m", "cjoin", name))
    return [
        *python,
        *([cffi, *c_sides(bare, ["fork"], instrumented=instrumented)] if forks else []),
        *(c_sides(twin, others, instrumented=instrumented) if others else []),
    ]


def of_folder(
    folder: Path,
    name: str,
    methods: Sequence[str],
    interpreters: Sequence[str] = (),
    *,
    instrumented: bool = False,
) -> list[Program]:
    """The programs of a comparison in a folder of somebody's own: NAME.py, and NAME.c.

    One in C that is built on process.h may stand beside the latter, in on_process_h/. A file that
    is not there is a program that cannot run.
    """
    source, bare, twin = (
        folder / each for each in (f"{name}.py", f"{name}.c", f"on_process_h/{name}.c")
    )
    python = [
        each
        for interpreter in interpreters or [sys.executable]
        for each in python_sides(source, methods, interpreter)
    ]
    others = [method for method in methods if method != "fork"] if twin.is_file() else []
    if not bare.is_file():
        return [*python, Program("c", "fork", unavailable=f"there is no file {str(bare)!r}")]
    return [
        *python,
        *c_sides(bare, methods, instrumented=instrumented),
        *(c_sides(twin, others, instrumented=instrumented) if others else []),
    ]


def python_sides(
    file: Path, methods: Sequence[str], interpreter: str = sys.executable
) -> list[Program]:
    """A user's Python file, by each start method."""
    lack, file = _lack(pyjoin, "pyjoin", "python"), file.absolute()
    if not file.is_file():
        lack = f"there is no file {str(file)!r}"
    return [_run_by_pyjoin(str(file), file, method, lack, interpreter) for method in methods]


def c_sides(
    source: Path,
    methods: Sequence[str],
    arguments: Sequence[str] = (),
    *,
    instrumented: bool = False,
) -> list[Program]:
    """A C file as a program of its own; on process.h one for each start method, else it forks."""
    source = source.absolute()
    on_process = c_build.is_on_process(source)
    methods = methods if on_process else ["fork"]
    include = cjoin.get_include() if cjoin else None
    try:
        built = c_build.build(source, include, C_HOOK if instrumented else None)
    except NoCompilerError as error:
        return [Program("c", method, unavailable=str(error)) for method in methods]
    return [
        Program(
            "c",
            method,
            (str(built), *arguments),
            sources=(source,),
            environment=(f"PROCESS_START_METHOD={method}",) if on_process else (),
            noting=built if instrumented else None,
            warnings=c_build.warnings(built),
        )
        for method in methods
    ]


def script(
    file: Path, arguments: Sequence[str] = (), *, method: str | None = None, interpreter: str = ""
) -> Program:
    """A Python file as its user runs it; hooked, its start method may be set from outside."""
    interpreter = interpreter or sys.executable
    words = (interpreter, str(file), *arguments)
    return Program(
        "python",
        method or "",
        words,
        interpreter=interpreter,
        sources=(file,),
        hooked=Hooked(words, method),
    )


def _why_not(word: str) -> str:
    if os.sep not in word:
        return "it is not on PATH"
    if not Path(word).exists():
        return "there is no such file"
    return "it is a folder" if Path(word).is_dir() else "it is not executable"


def command(words: Sequence[str]) -> Program:
    """Any command; where a Python runs something, that is hooked."""
    found = shutil.which(words[0])
    if found is None:
        raise UsageError(f"no command {words[0]!r}: {_why_not(words[0])}")
    line = in_python(words, Path(found))
    if line is None:
        return Program("c", "", tuple(words))
    if line.script is not None and not line.script.exists():
        raise UsageError(f"no file {str(line.script)!r}")
    if line.shim:  # a script that would start the Python, with processes of its own
        words = [executable(line.interpreter), *words[1:]]
    return Program(
        "python",
        "",
        tuple(words),
        interpreter=line.interpreter,
        sources=(line.script,) if line.script is not None and line.script.is_file() else (),
        hooked=Hooked(tuple(words)) if line.customized else None,
    )


def _run_by_pyjoin(
    program: str, source: Path, method: str, lack: str | None, interpreter: str = sys.executable
) -> Program:
    if lack:
        return Program("python", method, unavailable=lack)
    return Program(
        "python",
        method,
        # -P: a file of the current folder must not stand in for one of Python's modules.
        (interpreter, "-P", "-m", "pyjoin", program, "--start-method", method),
        interpreter=interpreter,
        sources=(source,),
        environment=_where_pyjoin_is(interpreter),
        # The hook sets the start method by itself, and another Python need not have pyjoin.
        hooked=Hooked((interpreter, str(source)), method),
    )


def _where_pyjoin_is(interpreter: str) -> tuple[str, ...]:
    """What leads another Python to our pyjoin, which needs nothing but the standard library."""
    if pyjoin is None or interpreter == sys.executable:
        return ()
    return (f"PYTHONPATH={Path(str(pyjoin.__file__)).parents[1]}",)


def _lack(
    package: ModuleType | None, called: str, folder: str, name: str | None = None
) -> str | None:
    if package is None:
        return f"{called} is not installed: pip install ./{folder}"
    if name is not None and name not in package.names():
        return f"{called} has no program {name}"
    return None
