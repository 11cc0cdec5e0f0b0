"""What a program writes, shown on the terminal that is its input, as it comes."""

from codecs import getincrementaldecoder
from typing import Self

from rich.console import Console
from rich.status import Status
from rich.text import Text

from joinscope.render.terminal import sanitized


class TerminalEcho:
    """A context in which a status is shown, and above it what `take` gets.

    Behind a line without an end somebody may be typing an answer: until that line has ended the
    status is away. It is None where the terminal knows no control sequences.
    """

    def __init__(self, console: Console, status: Status | None) -> None:
        self._console = console
        self._status = status
        self._within_line = False
        utf8 = getincrementaldecoder("utf-8")
        self._decoders = {each: utf8("backslashreplace") for each in ("stdout", "stderr")}

    def take(self, stream: str, data: bytes) -> None:
        """Show what was written to a stream."""
        text = self._decoders[stream].decode(data)
        if not text:
            return
        within = not text.endswith("\n")
        if within and not self._within_line and self._status is not None:
            self._status.stop()
        shown = "\n".join(sanitized(line) for line in text.split("\n"))
        self._console.print(Text(shown), end="", soft_wrap=True)
        if self._within_line and not within and self._status is not None:
            self._status.start()
        self._within_line = within

    def __enter__(self) -> Self:
        if self._status is not None:
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """Show no status any more, and end the line that has no end; may be called again."""
        if self._status is not None:
            self._status.stop()
        if self._within_line:
            self._console.print()
        self._status, self._within_line = None, False
