"""The catalog: the comparisons that come with joinscope, one Markdown file each."""

from importlib.resources import files
from pathlib import Path

from joinscope.catalog.front_matter import Comparison, read
from joinscope.errors import UsageError, did_you_mean


def load() -> dict[str, Comparison]:
    """Every comparison by its name: the article's first, then by name."""
    folder = Path(str(files(__name__))) / "comparisons"
    comparisons = [read(path) for path in sorted(folder.glob("*.md"))]
    comparisons.sort(key=lambda each: each.article or len(comparisons) + 1)
    return {each.name: each for each in comparisons}


def choose(names: list[str]) -> list[Comparison]:
    """The comparisons of these names; UsageError lists the names there are."""
    catalog = load()
    for name in names:
        if name not in catalog:
            raise UsageError(f"no comparison {name!r}{did_you_mean(name, catalog)}")
    return [catalog[name] for name in dict.fromkeys(names)]
