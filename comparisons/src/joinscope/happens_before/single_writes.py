r"""Lines that one write puts out together: nothing can be printed between them.

Through a pipe a program writes only when its buffer is full, or at its end. Two lines of a worker
are then one write, and what the parent prints comes before both or after both:

    worker   write "Starting worker\nWorker completed\n"
    parent   write "Parent process completed\n"

has two legal outputs, not three. A write of at most PIPE_BUF bytes is never torn (pipe(7)); of a
longer one that is not promised, so its lines do not stay together.
"""

from collections.abc import Iterable, Sequence

from joinscope.happens_before.printed_lines import PrintedLine

PIPE_BUF = 4096  # bytes, on Linux


def single_writes(lines: Sequence[PrintedLine]) -> tuple[tuple[int, ...], ...]:
    """The places of all lines, those together of which each begins in the write that ends another.

    Empty if there are none such.
    """
    size: dict[tuple[int, int], int] = {}
    for line in lines:
        for write in line.writes:
            size[write] = size.get(write, 0) + len(line.text.encode()) + 1  # at most, or a bit more
    groups: list[tuple[int, ...]] = []
    for place, line in enumerate(lines):
        before = lines[place - 1].writes[-1] if place else None
        if before == line.writes[0] and size[before] <= PIPE_BUF:
            groups[-1] = (*groups[-1], place)
        else:
            groups.append((place,))
    return tuple(groups) if len(groups) < len(lines) else ()


def joined(before: Sequence[int], groups: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """For each group, as bits, the groups of which a line comes before one of its own."""
    of = {line: number for number, group in enumerate(groups) for line in group}
    found = []
    for number, group in enumerate(groups):
        bits = 0
        for line in group:
            for other in range(len(before)):
                if before[line] >> other & 1 and of[other] != number:
                    bits |= 1 << of[other]
        found.append(bits)
    return tuple(found)


def whole_lines(texts: Iterable[str]) -> tuple[str, ...]:
    """The lines of groups."""
    return tuple(line for text in texts for line in text.split("\n"))


def tells_apart(texts: Iterable[str]) -> bool:
    """Whether different orders of these groups are different outputs.

    That is certain if no group begins as another one is.
    """
    every = {tuple(text.split("\n")) for text in texts}
    return not any(one != other and other[: len(one)] == one for one in every for other in every)


def split(texts: Sequence[str], groups: Iterable[str]) -> tuple[str, ...]:
    """The groups that make these lines, which tell apart; a line that begins none is left alone."""
    kinds = {tuple(text.split("\n")): text for text in groups}
    lengths = sorted({len(each) for each in kinds})
    found, place = [], 0
    while place < len(texts):
        length = next((each for each in lengths if tuple(texts[place : place + each]) in kinds), 1)
        found.append("\n".join(texts[place : place + length]))
        place += length
    return tuple(found)
