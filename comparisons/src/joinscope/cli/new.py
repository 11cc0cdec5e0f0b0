"""joinscope new: the three files of a comparison of one's own."""

import shlex
from pathlib import Path

import click

from joinscope.catalog.new_comparison import new_files
from joinscope.cli import options
from joinscope.render import atomic_file, terminal


@click.command()
@click.argument("name")
@options.catalog
def new(*, name: str, own: Path | None) -> None:
    """Write a comparison of your own: NAME.py, NAME.c, and NAME.md with each claim explained.

    They are written into the folder of your catalog, without --catalog into the current one, and
    every claim holds at once: change one thing after the other, and run it again.
    """
    folder = own or Path()
    texts = new_files(name, folder)
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in texts.items():
        atomic_file.write(file, text)
    command = shlex.join(["joinscope", "compare", name, "--catalog", str(folder)])
    terminal.write(*(terminal.sanitized(f"written: {file}") for file in texts))
    terminal.write("", terminal.sanitized(f"now run: {command}"))
