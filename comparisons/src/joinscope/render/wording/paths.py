"""A path in words: `worker write -> exit -> wait4 returns -> parent write`."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.causal_past import Step

if TYPE_CHECKING:
    from joinscope.happens_before.kernel_state import Process


def tell(
    history: HappensBefore, path: Sequence[Step], names: Mapping[int, str] | None = None
) -> str:
    """The path on one line; `names` are those of the processes by their numbers.

    A process is named at both ends of the path, and in between where it is neither of them. A path
    that never leaves its thread is nothing but that thread's own order.
    """
    if not path:
        return ""
    points = [path[0].start]
    for step in path:
        points += [point for point in (step.start, step.end) if point != points[-1]]
    names = names or roles(history)
    if len({history.graph.chain[point] for point in points}) == 1:
        name = names[history.process(points[0]).number]
        return f"within {name if ' ' in name else f'the {name}'}: program order"
    ends = history.process(points[0]), history.process(points[-1])
    words: list[str] = []
    for number, point in enumerate(points):
        process = history.process(point)
        word = _word(history, point, inner=0 < number < len(points) - 1)
        if number in (0, len(points) - 1) or process not in ends:
            word = f"{names[process.number]} {word}"
        if not words or words[-1] != word:
            words.append(word)
    return " -> ".join(words)


def roles(history: HappensBefore) -> dict[int, str]:
    """A name for each process by its number: the parent, workers print, servers start workers."""
    printing: list[Process] = []
    for line in history.printed.all():
        for enter, _ in line.writes:
            process = history.process(enter)
            if process not in printing:
                printing.append(process)
    root = history.state.root
    workers = [process for process in printing if process is not root]
    names = {process.number: f"process {process.pid}" for process in history.state.every}
    for number, process in enumerate(workers, start=1):
        names[process.number] = "worker" if len(workers) == 1 else f"worker {number}"
    for process in workers:
        above = process.parent
        while above is not None and above is not root:
            if above not in workers:
                names[above.number] = "server"
            above = above.parent
    if root is not None:
        names[root.number] = "parent"
    return names


def _word(history: HappensBefore, point: int, *, inner: bool) -> str:
    what = history.what(point)
    match what.event:
        case "exiting":
            return "exit"
        case "birth":
            return "starts"
        case "leave" if inner and what.cls != "write":
            return f"{what.call} returns"
        case "enter" | "leave":
            return what.call
        case other:
            return other
