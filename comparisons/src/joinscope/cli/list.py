"""joinscope list: the comparisons of the catalog, or the traps that are known."""

import click

from joinscope import catalog
from joinscope.render.text import verdict as text


@click.command("list")
@click.option("--traps", is_flag=True, help="List the known traps, by their ids.")
def list_(*, traps: bool) -> None:
    """List the comparisons of the catalog, or the known traps."""
    if traps:
        from joinscope.render.text.lessons import trap_list  # noqa: PLC0415 - slow to load

        text.show(text.console(), trap_list())
    else:
        text.show(text.console(), text.catalog(catalog.load().values()))
