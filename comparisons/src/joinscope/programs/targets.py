"""Targets: what a command line names, and the programs that this stands for.

NAME               a comparison of the catalog: its programs in Python and in C
FILE.py, FILE.c    one program, or with both a comparison of two
COMMAND            any command
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from joinscope import catalog
from joinscope.catalog import front_matter
from joinscope.catalog.front_matter import Comparison
from joinscope.errors import UsageError
from joinscope.programs import c_build, makers
from joinscope.programs.program import Program
from joinscope.vocabulary import StartMethod


@dataclass(frozen=True, slots=True)
class Runtime:
    """An interpreter or a compiler by its name and version.

    `start_methods` are those that its programs are run with; a program of somebody's own chooses.
    """

    name: str
    start_methods: tuple[StartMethod, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """The programs that a command line names.

    `comparison` holds what is claimed of them, None if nothing is. `own`: a program of somebody's
    own, which keeps its environment and its input.
    """

    name: str
    title: str
    programs: tuple[Program, ...]
    comparison: Comparison | None = None
    own: bool = False

    @property
    def away(self) -> tuple[str, ...]:
        """Why some of the programs cannot be run, a sentence each."""
        return tuple(dict.fromkeys(each.unavailable for each in self.programs if each.unavailable))

    @property
    def runtimes(self) -> tuple[Runtime, ...]:
        """What runs the programs: each Python, or what runs the only program."""
        methods: dict[str, list[StartMethod]] = {}
        able = [each for each in self.programs if each.explainable and each.unavailable is None]
        for program in able:
            if program.language == "python" or len(able) == 1:
                methods.setdefault(program.runtime, []).append(program.start_method)
        return tuple(
            Runtime(name, () if self.own else tuple(each)) for name, each in methods.items()
        )


def comparisons(
    words: Sequence[str],
    methods: Sequence[str],
    *,
    everything: bool = False,
    instrumented: bool = False,
    interpreters: Sequence[str] = (),
    own: Path | None = None,
) -> list[Target]:
    """Each comparison that the words name; without words those of the article, or all.

    `own` is the folder of a catalog of somebody's own: then those of it stand for the article's.
    `interpreters` are the Pythons that run those of the catalog; none: this one.

    The words are names of the catalog, or FILE.py FILE.c [FILE.md]. Each language has a program
    for each start method. C is built `instrumented`, or plain.
    """
    files = [Path(word) for word in words if Path(word).suffix in (".py", ".c", ".md")]
    if files:
        return [_two_files(files, methods, len(words), instrumented=instrumented)]
    if everything and words:
        raise UsageError("--all is the whole catalog: give no names beside it")
    chosen = catalog.choose(words, own) if words else list(catalog.load(own).values())
    if not words and not everything:
        chosen = [each for each in chosen if (each.folder if own else each.article)]
    if not chosen:
        raise UsageError(f"no comparison in {str(own)!r}: joinscope new NAME makes one")
    return [_of_catalog(each, methods, interpreters, instrumented=instrumented) for each in chosen]


def one(word: str, methods: Sequence[str], own: Path | None = None) -> Target:
    """One program by each start method: of the catalog, in both languages; or a file, in one."""
    file = Path(word)
    if file.suffix not in (".py", ".c"):
        return _of_catalog(_chosen(word, own), methods)
    _check(file)
    make = makers.python_sides if file.suffix == ".py" else makers.c_sides
    return Target(word, word, tuple(make(file, methods)))


def explained(
    words: Sequence[str],
    *,
    start_method: str | None = None,
    methods: Sequence[str],
    interpreters: Sequence[str] = (),
    own: Path | None = None,
) -> Target:
    """What is to be explained, instrumented: a NAME, a FILE with its arguments, or a COMMAND.

    Each is run by the `methods`, and in Python by each of the `interpreters` (none: this one). A
    file whose `start_method` was not asked for keeps its own.
    """
    first, *rest = words
    file = Path(first)
    if file.suffix in (".py", ".c"):
        _check(file)
        found = _own_file(file, rest, methods if start_method else None, interpreters)
    elif rest or "/" in first:
        program = makers.command(words)
        found = Target(program.shown, program.shown, (program,), own=True)
    elif Path(first).is_file():
        raise UsageError(
            f"{first!r} is neither FILE.py nor FILE.c, and no name of the catalog; any other "
            f"program is told by its command, as in: joinscope explain -- sh {first}"
        )
    else:
        found = _of_catalog(_chosen(first, own), methods, interpreters, instrumented=True)
    found = replace(found, programs=tuple(each for each in found.programs if each.explainable))
    if all(each.unavailable for each in found.programs):
        raise UsageError(f"nothing can be run: {found.away[0]}")
    return found


def _chosen(word: str, own: Path | None) -> Comparison:
    """The comparison of this name; UsageError if there is none."""
    if Path(word).is_file():
        raise UsageError(f"{word!r} is neither FILE.py nor FILE.c, and no name of the catalog")
    (chosen,) = catalog.choose([word], own)
    return chosen


def _own_file(
    file: Path,
    arguments: Sequence[str],
    methods: Sequence[str] | None,
    interpreters: Sequence[str],
) -> Target:
    """A file by each of these start methods (None: its own), and in Python by each interpreter."""
    if file.suffix == ".py":
        each: Sequence[str | None] = methods or [None]
        programs = [
            makers.script(file, arguments, method=method, interpreter=interpreter)
            for interpreter in interpreters or [""]
            for method in each
        ]
    else:
        if methods not in (None, ["fork"]) and not c_build.is_on_process(file):
            raise UsageError(f"{file} does not include process.h, so it takes no start method")
        programs = makers.c_sides(file, methods or ["fork"], arguments, instrumented=True)
    return Target(file.name, file.name, tuple(programs), own=True)


def _of_catalog(
    comparison: Comparison,
    methods: Sequence[str],
    interpreters: Sequence[str] = (),
    *,
    instrumented: bool = False,
) -> Target:
    if comparison.folder is None:
        programs = makers.of_catalog(
            comparison.name, methods, interpreters, instrumented=instrumented
        )
    else:
        programs = makers.of_folder(
            comparison.folder, comparison.name, methods, interpreters, instrumented=instrumented
        )
    return Target(comparison.name, comparison.title, _kept(programs, comparison), comparison)


def _kept(programs: Sequence[Program], comparison: Comparison) -> tuple[Program, ...]:
    """Those that the comparison does not leave out."""
    return tuple(
        each
        for each in programs
        if not any(each.is_one_of(out.sides) for out in comparison.left_out)
    )


def _two_files(
    files: Sequence[Path], methods: Sequence[str], words: int, *, instrumented: bool
) -> Target:
    suffixes = [file.suffix for file in files]
    if suffixes not in ([".py", ".c"], [".py", ".c", ".md"]) or len(files) != words:
        raise UsageError("give either names of the catalog, or FILE.py FILE.c [FILE.md]")
    for file in files:
        _check(file)
    python, c, *claims = files
    if claims:
        claimed = front_matter.read(claims[0])
    else:
        claimed = Comparison(python.stem, f"{python} and {c}, held against each other")
    programs = [
        *makers.python_sides(python, methods),
        *makers.c_sides(c, methods, instrumented=instrumented),
    ]
    return Target(claimed.name, claimed.title, _kept(programs, claimed), claimed)


def _check(file: Path) -> None:
    if not file.is_file():
        raise UsageError(f"no file {str(file)!r}")
