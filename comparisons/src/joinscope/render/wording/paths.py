"""A path in words: `worker write -> exit -> wait4 returns -> parent write`."""

from joinscope.joins.facts import Hop, Path
from joinscope.render.wording.roles import short_name, with_article

ARROW = " -> "
# By the function that a program calls: poll() is ppoll from Python 3.15 on, and on other machines.
FUNCTION = {"ppoll": "poll", "pselect6": "select"}
AXIOM = {"fork_server": "axiom: the server reaped it"}  # by the edge that rests on it


def path_text(path: Path | None, *, several: bool, joined: int | None = None) -> str:
    """The path on one line, empty if there is none."""
    return ARROW.join(hops(path, several=several, joined=joined))


def hops(path: Path | None, *, several: bool, joined: int | None = None) -> list[str]:
    """Each hop in words, as views that break or decorate a path want it.

    A process is named at both ends of the path, and in between where it is neither of them. A path
    that never leaves its thread is nothing but that thread's own order.
    """
    if path is None:
        return []
    if path.by == "one_write":
        return ["in one write"]
    first, last = path.hops[0], path.hops[-1]
    if path.by == "program_order":
        name = short_name(first.actor, several=several, joined=joined)
        return [f"within {with_article(name)}: program order"]
    words = []
    for number, hop in enumerate(path.hops):
        end = number in (0, len(path.hops) - 1)
        named = end or hop.actor not in (first.actor, last.actor)
        name = short_name(hop.actor, several=several, joined=joined)
        does = f"{name} {_does(hop)}" if named else _does(hop)
        words.append(f"{does} ({AXIOM[hop.edge]})" if hop.edge in AXIOM else does)
    return words


def _does(hop: Hop) -> str:
    match hop.does:
        case "calls":
            return hop.call
        case "returns":
            return f"{FUNCTION.get(hop.call, hop.call)} returns"
        case "starts":
            return "starts"
        case "exits":
            return "exit"
        case other:
            return other
