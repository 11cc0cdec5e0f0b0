"""Options that several commands have."""

from typing import get_args

import click

from joinscope.vocabulary import Through

through = click.option(
    "--through",
    type=click.Choice(get_args(Through)),
    default="terminal",
    show_default=True,
    help="What the program prints to.",
)
deadline = click.option(
    "--deadline",
    type=click.FloatRange(min=0, min_open=True, max=1_000_000.0),
    default=30.0,
    show_default=True,
    help="Seconds after which a run is killed.",
)
