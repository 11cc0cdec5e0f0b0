"""The catalog: the comparisons that come with joinscope, and those of a folder of one's own.

A comparison is three files with one stem. Those of joinscope stand in three packages, those of a
course beside each other in its folder: NAME.md, NAME.py and NAME.c.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from joinscope.catalog.chapters import chapter_number
from joinscope.catalog.front_matter import Comparison, read
from joinscope.errors import CatalogError, UsageError, did_you_mean

NO_PLACE = 10**6


def load(own: Path | None = None) -> dict[str, Comparison]:
    """Every comparison by its name, chapter by chapter: the article's first.

    `own` is the folder of a catalog of somebody's own, whose comparisons come first, and stand in
    for those of joinscope that have the same names. CatalogError if there is no such folder.
    """
    ours = _of(Path(str(files(__name__))) / "comparisons")
    if own is None:
        return {each.name: each for each in ours}
    theirs = [replace(each, folder=own.absolute()) for each in _of(_checked(own))]
    names = {each.name for each in theirs}
    return {each.name: each for each in (*theirs, *(one for one in ours if one.name not in names))}


def choose(names: Sequence[str], own: Path | None = None) -> list[Comparison]:
    """The comparisons of these names; UsageError says which name is the nearest."""
    catalog = load(own)
    for name in names:
        if name not in catalog:
            raise UsageError(f"no comparison {name!r}{did_you_mean(name, catalog)}")
    return [catalog[name] for name in dict.fromkeys(names)]


def _of(folder: Path) -> list[Comparison]:
    return in_order(replace(read(path), listed=True) for path in folder.glob("*.md"))


def in_order(comparisons: Iterable[Comparison]) -> list[Comparison]:
    """Chapter by chapter, in a chapter by their places and their names."""
    return sorted(
        comparisons,
        key=lambda each: (
            chapter_number(each.chapter),
            each.chapter,
            each.place or NO_PLACE,
            each.name,
        ),
    )


def _checked(folder: Path) -> Path:
    if not folder.is_dir():
        raise CatalogError(f"no folder {str(folder)!r} that could be a catalog")
    return folder
