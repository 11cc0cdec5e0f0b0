"""joinscope list: the comparisons of the catalog."""

import click

from joinscope import catalog
from joinscope.view import text


@click.command("list")
def list_() -> None:
    """List the comparisons of the catalog."""
    text.show(text.console(), text.catalog(catalog.load().values()))
