"""Which lines may be printed next, where many of them are equal.

Twenty workers print "starting" and "done". Of the outputs nobody can say which worker's line comes
first, so a prefix of an output stands for many sets of lines that may have been printed: for ten
times "starting" there are 184,756. To carry them all along takes for ever, and is needless: what
can still come is the same for all of them.

So sets are told apart only by what is left, up to lines that can take each other's place. What is
left is taken apart (the series and parallel nodes of a modular decomposition):

    parallel    parts of which no line is ordered with one of another part
    series      parts of which every line of one is before every line of the next
    prime       neither: such a part is only like itself

and has a shape: of a line its text, of a series the shapes of its parts one after the other, of
parallel parts their shapes in any order. Parts of one shape, side by side, can take each other's
place. After ten times "starting" what is left is ten parts (starting, done) beside ten parts
(done): one shape, whichever workers they are, and only two lines to try, one of each.

That is sound, since to swap two such parts changes no order, and not complete: what is prime is
only told apart line by line. So it can still be too much, and is given up when much has been looked
at.
"""

from collections.abc import Iterator, Sequence

from joinscope import limits


class Remaining:
    """The lines of a program, and what is left of them after some have been printed.

    `before` has for each line, as bits, those that come before it. Among so many as `share` the
    work is divided. `given_up`: sets of lines are
    not told apart by their shapes any more, for that took too much.
    """

    def __init__(self, texts: Sequence[str], before: Sequence[int], *, share: int = 1) -> None:
        self._texts = texts
        self._before = before = _closed(before)
        self._all = (1 << len(texts)) - 1
        after = [0] * len(texts)
        for line, earlier in enumerate(before):
            for other in _lines(earlier):
                after[other] |= 1 << line
        self._after = after
        self._related = [one | other for one, other in zip(before, after, strict=True)]
        self._parts: dict[int, tuple[str, tuple[int, ...]]] = {}
        self._numbers: dict[object, int] = {}  # of shapes
        self._shapes: dict[int, int] = {}
        self._like: dict[int, int] = {}  # by shape, the set that stands for all of it
        self._equal = len(set(texts)) < len(texts)
        self._work, self._most = 0, limits.EQUAL_LINES_WORK // share

    @property
    def given_up(self) -> bool:
        """Whether it took too much."""
        return self._work > self._most

    def steps(self, printed: int) -> list[tuple[int, int]]:
        """Each line that may come next, and the lines that then are printed, both up to swaps.

        A set of lines that is returned may be another one than the line would make, of the same
        shape.
        """
        left = self._all & ~printed
        if not self._equal or self.given_up:
            return [(line, printed | 1 << line) for line in self._minimal(left)]
        found = []
        for line in sorted(self._next(left)):  # by the order seen: the first set stands for all
            after = left & ~(1 << line)
            found.append((line, self._all & ~self._like.setdefault(self._shape(after), after)))
        return found

    def _minimal(self, left: int) -> Iterator[int]:
        return (line for line in _lines(left) if not self._before[line] & left)

    def _next(self, left: int) -> Iterator[int]:
        """The first lines of what is left, one of each that can take each other's place."""
        kind, parts = self._taken_apart(left)
        match kind:
            case "line":
                yield left.bit_length() - 1
            case "parallel":
                one_each: dict[int, int] = {}
                for part in parts:
                    one_each.setdefault(self._shape(part), part)
                for part in one_each.values():
                    yield from self._next(part)
            case "series":
                yield from self._next(parts[0])
            case "prime":
                yield from self._minimal(left)

    def _shape(self, left: int) -> int:
        """A number for the shape of a set of lines, the same for those of one shape."""
        known = self._shapes.get(left)
        if known is not None:
            return known
        kind, parts = self._taken_apart(left)
        shape: object
        match kind:
            case "line":
                shape = self._texts[left.bit_length() - 1]
            case "parallel":
                shape = kind, tuple(sorted(map(self._shape, parts)))
            case "series":
                shape = kind, tuple(map(self._shape, parts))
            case _:
                shape = left
        number = self._numbers.setdefault(shape, len(self._numbers))
        self._shapes[left] = number
        return number

    def _taken_apart(self, left: int) -> tuple[str, tuple[int, ...]]:
        """What a set of lines is, and its parts: of a series in order, else by their first line."""
        known = self._parts.get(left)
        if known is None:
            self._work += left.bit_count()
            known = self._parts[left] = self._new_parts(left)
        return known

    def _new_parts(self, left: int) -> tuple[str, tuple[int, ...]]:
        if left & (left - 1) == 0:
            return ("line" if left else "parallel"), ()
        parallel = _components(left, self._related)
        if len(parallel) > 1:
            return "parallel", parallel
        unrelated = [self._all & ~each for each in self._related]
        series = _components(left, unrelated)
        if len(series) > 1:
            # Who is in an earlier part has more after it.
            return "series", tuple(
                sorted(series, key=lambda part: -(self._after[_first(part)] & left).bit_count())
            )
        return "prime", ()


def _closed(before: Sequence[int]) -> list[int]:
    """The same order, with what is before a line also before all after it."""
    closed, known = list(before), None
    while closed != known:
        known = list(closed)
        for line in range(len(closed)):
            for other in _lines(closed[line]):
                closed[line] |= closed[other]
    return closed


def _components(left: int, neighbours: Sequence[int]) -> tuple[int, ...]:
    """The connected components of a set of lines, by their first lines."""
    found = []
    while left:
        part, border = 0, left & -left
        while border:
            part |= border
            reached = 0
            for line in _lines(border):
                reached |= neighbours[line]
            border = reached & left & ~part
        found.append(part)
        left &= ~part
    return tuple(found)


def _first(lines: int) -> int:
    return (lines & -lines).bit_length() - 1


def _lines(bits: int) -> Iterator[int]:
    while bits:
        yield _first(bits)
        bits &= bits - 1
