"""A paragraph with a hanging indent: where it is broken, what follows stands further in."""

from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult
from rich.padding import Padding
from rich.text import Text

FURTHER = 2  # columns
LEAST = 20  # columns of text, however narrow the terminal is


@dataclass(frozen=True, slots=True)
class Hanging:
    """Text that stands so many columns in, and from its second line on two more."""

    text: Text
    indent: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Break it to what the console is wide."""
        room = max(options.max_width - self.indent - FURTHER, LEAST)
        for number, line in enumerate(self.text.wrap(console, room)):
            yield Padding(line, (0, 0, 0, self.indent + (FURTHER if number else 0)))
