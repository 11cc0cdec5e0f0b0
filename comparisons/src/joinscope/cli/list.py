"""joinscope list: the comparisons of the catalog."""

import click

from joinscope import catalog
from joinscope.render.text import verdict as text


@click.command("list")
def list_() -> None:
    """List the comparisons of the catalog."""
    text.show(text.console(), text.catalog(catalog.load().values()))
