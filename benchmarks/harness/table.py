"""Shows rows as one table of 80 columns."""

from collections.abc import Iterator, Mapping, Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.harness.measure import Quantity
from benchmarks.harness.row import Row

WIDTH = 80
MET = {None: "", True: "met", False: "[bold]missed[/bold]"}


def number(value: float, unit: str) -> str:
    """A value with its unit, three digits of it."""
    if unit == "B" and value >= 1024:
        return number(value / 1024, "KB")
    digits = max(0, 3 - len(str(int(abs(value)))))
    return f"{value:.{digits}f}{' ' if unit not in {'', 'x'} else ''}{unit}"


def _beside(row: Row) -> Iterator[str]:
    for name, value in row.beside.items():
        shown = number(value.best, value.unit) if isinstance(value, Quantity) else value
        yield f"{name} {shown}"


def show(results: Mapping[str, Sequence[Row]]) -> None:
    """Print the rows of each benchmark under its name."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=0, show_edge=False)
    table.add_column("", width=25)
    for title, width in (("best", 8), ("median", 13)):
        table.add_column(title, width=width, justify="right", no_wrap=True)
    for title, width in (("beside", 14), ("target", 8), ("", 6)):
        table.add_column(title, width=width)
    for name, rows in results.items():
        table.add_row(f"[bold]{name}[/bold]")
        for row in rows:
            value = row.value
            table.add_row(
                f" {row.case}",
                number(value.best, value.unit),
                f"{number(value.median, value.unit)} ±{value.deviation / value.median:.0%}",
                ", ".join(_beside(row)),
                row.target.text if row.target else "",
                MET[row.met],
            )
    Console(width=WIDTH, highlight=False).print(table)
