"""A path in words: `worker write -> exit -> wait4 returns -> parent write`."""

from collections.abc import Mapping, Sequence

from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.causal_past import Step
from joinscope.render.wording.roles import with_article


def tell(history: HappensBefore, path: Sequence[Step], names: Mapping[int, str]) -> str:
    """The path on one line; `names` are those of the processes by their numbers.

    A process is named at both ends of the path, and in between where it is neither of them. A path
    that never leaves its thread is nothing but that thread's own order.
    """
    if not path:
        return ""
    points = [path[0].start]
    for step in path:
        points += [point for point in (step.start, step.end) if point != points[-1]]
    if len({history.graph.chain[point] for point in points}) == 1:
        name = names[history.process(points[0]).number]
        return f"within {with_article(name)}: program order"
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


def _word(history: HappensBefore, point: int, *, inner: bool) -> str:
    what = history.what(point)
    match what.event:
        case "exiting":
            return "exit"
        case "creation":
            return "starts"
        case "leave" if inner and what.cls != "write":
            return f"{what.call} returns"
        case "enter" | "leave":
            return what.call
        case other:
            return other
