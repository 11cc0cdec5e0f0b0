"""Lines: what a program printed, cut out of its writes."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line: its text, the writes that it took as (enter, leave), and its place among all."""

    text: str
    writes: tuple[tuple[int, int], ...]
    place: int


@dataclass(slots=True)
class Printed:
    """The writes to standard output, in the order in which they returned.

    One write may hold several lines, and one line may need several writes, of several threads
    too. A last line without an end counts as one.
    """

    lines: list[PrintedLine] = field(default_factory=list)
    rest: bytes = b""
    writes: list[tuple[int, int]] = field(default_factory=list)

    def add(self, enter: int, leave: int, data: str) -> None:
        """Take the bytes (as latin-1 text) that one write has put out."""
        if not data:
            return
        self.writes.append((enter, leave))
        *whole, self.rest = (self.rest + data.encode("latin-1")).split(b"\n")
        for each in whole:
            self._line(each)
            self.writes = [(enter, leave)]
        if not self.rest:
            self.writes = []

    def all(self) -> list[PrintedLine]:
        """Every line, the unfinished one too."""
        if not self.rest:
            return self.lines
        return [*self.lines, self._made(self.rest)]

    def _line(self, text: bytes) -> None:
        self.lines.append(self._made(text))

    def _made(self, text: bytes) -> PrintedLine:
        # A terminal may end its lines with \r\n.
        shown = text.removesuffix(b"\r").decode("utf-8", "backslashreplace")
        return PrintedLine(shown, tuple(self.writes), len(self.lines))
