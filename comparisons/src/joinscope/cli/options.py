"""Options that several commands have, and commands that take other commands."""

import math
from difflib import get_close_matches
from pathlib import Path
from typing import get_args

import click

from joinscope.vocabulary import Through

VARIABLE = "JOINSCOPE_CATALOG"  # of the environment: the folder of a catalog of one's own


class Seconds(click.FloatRange):
    """A number of seconds."""

    def convert(
        self, value: float, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """The number; what is none fails."""
        seconds = super().convert(value, param, ctx)
        if math.isnan(seconds):
            self.fail("a deadline is a number of seconds", param, ctx)
        return seconds


class TakesCommand(click.Command):
    """A command whose arguments are a command with options of its own.

    Its own options stand before that: one that it does not have is an error, and no command, unless
    -- says so.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse them, and refuse an option in the place of the command."""
        given = list(args)
        rest = super().parse_args(ctx, args)
        words = next((each for each in ctx.params.values() if isinstance(each, tuple)), ())
        first = words[0] if words else ""
        if first.startswith("-") and ["--", first] not in [
            given[n : n + 2] for n in range(len(given))
        ]:
            own = [name for each in self.get_params(ctx) for name in each.opts]
            raise click.NoSuchOption(first, possibilities=get_close_matches(first, own), ctx=ctx)
        return rest


catalog = click.option(
    "--catalog",
    "own",
    envvar=VARIABLE,
    type=click.Path(readable=False, path_type=Path),
    metavar="FOLDER",
    help=f"A catalog of your own: NAME.md, NAME.py and NAME.c. Default: ${VARIABLE}.",
)
start_method = click.option(
    "--start-method",
    metavar="METHOD,...",
    help="fork, spawn, forkserver; default: each that this Python has.",
)
through = click.option(
    "--through",
    type=click.Choice(get_args(Through)),
    default="terminal",
    show_default=True,
    help="What the program prints to.",
)
deadline = click.option(
    "--deadline",
    type=Seconds(min=0, min_open=True, max=1_000_000.0),
    default=30.0,
    show_default=True,
    help="Seconds after which a run is killed.",
)
