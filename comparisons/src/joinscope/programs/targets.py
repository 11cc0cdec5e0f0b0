"""Targets: what a command line names, a program of the catalog or files of a user."""

from collections.abc import Sequence
from pathlib import Path

from joinscope import catalog
from joinscope.catalog import front_matter
from joinscope.catalog.front_matter import Comparison
from joinscope.errors import UsageError
from joinscope.programs import program as sides_of
from joinscope.programs.program import Side


def comparisons(
    targets: Sequence[str], methods: list[str], *, everything: bool = False
) -> list[tuple[Comparison, list[Side]]]:
    """Each comparison that the targets name, with its sides; none: those of the article."""
    files = [Path(target) for target in targets if Path(target).suffix in (".py", ".c", ".md")]
    if files:
        return [_files(files, methods, len(targets))]
    if everything and targets:
        raise UsageError("--all is the whole catalog: give no names beside it")
    chosen = catalog.choose(list(targets)) if targets else list(catalog.load().values())
    if not targets and not everything:
        chosen = [each for each in chosen if each.article]
    return [(each, sides_of.of_catalog(each.name, methods)) for each in chosen]


def program(target: str, methods: list[str]) -> tuple[str, list[Side]]:
    """The title and the sides of one program: of the catalog, or a file in one language."""
    file = Path(target)
    if file.suffix not in (".py", ".c"):
        (chosen,) = catalog.choose([target])
        return f"{chosen.name}: {chosen.title}", sides_of.of_catalog(chosen.name, methods)
    _check(file)
    if file.suffix == ".py":
        return target, sides_of.of_files(file, None, methods)
    return target, sides_of.of_files(None, file, methods)


def _files(files: list[Path], methods: list[str], targets: int) -> tuple[Comparison, list[Side]]:
    suffixes = [file.suffix for file in files]
    if suffixes not in ([".py", ".c"], [".py", ".c", ".md"]) or len(files) != targets:
        raise UsageError("give either names of the catalog, or FILE.py FILE.c [FILE.md]")
    for file in files:
        _check(file)
    python, c, *claims = files
    if claims:
        claimed = front_matter.read(claims[0])
    else:
        claimed = Comparison(python.stem, f"{python} and {c}, held against each other")
    return claimed, sides_of.of_files(python, c, methods)


def _check(file: Path) -> None:
    if not file.is_file():
        raise UsageError(f"no file {str(file)!r}")
