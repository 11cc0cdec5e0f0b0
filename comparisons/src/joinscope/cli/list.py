"""joinscope list: the comparisons of the catalog, or the traps that are known."""

from pathlib import Path

import click

from joinscope import catalog
from joinscope.cli import options
from joinscope.render.text import verdict as text
from joinscope.render.text.chapters import chapters


@click.command("list")
@click.option("--traps", is_flag=True, help="List the known traps, by their ids.")
@options.catalog
def list_(*, traps: bool, own: Path | None) -> None:
    """List the comparisons of the catalog by chapter, each with a question, or the known traps."""
    if traps:
        from joinscope.render.text.lessons import trap_list  # noqa: PLC0415 - slow to load

        text.show(text.console(), trap_list())
    else:
        text.show(text.console(), chapters(catalog.load(own).values()))
