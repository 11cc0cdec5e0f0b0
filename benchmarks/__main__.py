"""Runs the benchmarks: all, or those that are named."""

import importlib
import json
import pkgutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import pyperf

import benchmarks
from benchmarks.harness import Effort, Row
from benchmarks.harness.table import show

SCHEMA = "joinscope/benchmarks/1"
NAMES = sorted(
    module.name
    for module in pkgutil.iter_modules(benchmarks.__path__)
    if not module.ispkg and module.name != "__main__"
)


def document(results: Mapping[str, Sequence[Row]]) -> dict[str, Any]:
    """The rows, and the machine they were measured on as pyperf describes it."""
    return {
        "schema": SCHEMA,
        "machine": pyperf.Run([1.0], metadata={"name": "machine"}).get_metadata(),
        "rows": [
            {"benchmark": name, **asdict(row), "met": row.met}
            for name, rows in results.items()
            for row in rows
        ],
    }


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(NAMES), metavar="[NAME]...")
@click.option("--rounds", type=click.IntRange(min=1), default=7, show_default=True)
@click.option("--quick", is_flag=True, help="Two rounds, and nothing that takes long.")
@click.option("--json", "file", type=click.Path(path_type=Path), help="Write the rows there too.")
def main(*, names: tuple[str, ...], rounds: int, quick: bool, file: Path | None) -> None:
    """Measure what is named, or all, and print one table."""
    effort = Effort(rounds=2 if quick else rounds, quick=quick)
    results: dict[str, list[Row]] = {}
    for name in names or NAMES:
        click.echo(f"measuring {name} ...", err=True)
        results[name] = list(importlib.import_module(f"benchmarks.{name}").rows(effort))
    show(results)
    if file is not None:
        file.write_text(json.dumps(document(results), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(prog_name="./nox -s bench --")
