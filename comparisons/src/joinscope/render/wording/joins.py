"""Joins in sentences."""

from joinscope.explanation.model import Join, Joins, Place
from joinscope.joins.facts import JoinFacts
from joinscope.render.wording.roles import short_name, with_article


def joining_text(join: JoinFacts, *, several: bool) -> str:
    """Which calls told of a worker's end and who reaped it, without the worker's name."""
    by = join.told_by or join.asked_by
    whose = with_article(short_name(by, several=several)) if by else "the program"
    if join.call is None:
        told = f"no call of {whose}"
    else:
        # By their classes: poll is ppoll from 3.15 on, and on other machines.
        calls = join.served if len(join.served) > 1 else (join.call,)
        told = f"{' + '.join(calls)} by {whose}"
    if join.reaped_by is None:
        return f"{told}; nobody of the program reaps"
    if join.reaped_by == join.told_by:
        return f"{told}, which reaps"
    return f"{told}; {with_article(short_name(join.reaped_by, several=several))} reaps"


def where(place: Place | None) -> str:
    """A line of source by its file and number."""
    return f"{place.file.rpartition('/')[2]}:{place.line}" if place else ""


def summary(joins: Joins) -> str:
    """What joins that are alike have in common, in a sentence or two."""
    join = joins.shown[0]
    several = joins.count > 1
    who = f"{joins.count} workers" if several else "the worker"
    status = f"{'They' if several else 'It'} {join.status}." if join.exitcode is not None else ""
    if not join.call:
        return f"No process of the program waited for {who}. {status}".strip()
    call = join.call.partition("(")[0]
    name = join.method if join.method in (call, "exitcode") else f"{join.method}()"
    if join.exitcode is None and join.traced is None:
        return f"{name} waits for {who}, in {call}; it did not end."
    if join.method == "exit":
        begin = f"At exit multiprocessing waited for {who}"
    elif join.blocked:
        begin = f"{name} waited until {who} had ended"
    else:
        begin = f"{name} found that {who} had ended"
    time = f" {waited(joins)}" if waited(joins) else ""
    return f"{begin},{time} in {call}{_reaped(join, call, several=several)}. {status}".strip()


def _reaped(join: Join, call: str, *, several: bool) -> str:
    them = "them" if several else "it"
    if join.reaped_by not in ("nobody", "server") and call.startswith("wait"):
        return f", which reaped {them}"
    if join.reaped_by == "nobody":
        return f"; no process of the program reaped {them}"
    return f"; {with_article(join.reaped_by)} reaped {them}"


def waited(joins: Joins) -> str:
    """How long they took, of an untraced run."""
    if joins.waited is None:
        return ""
    least, middle, most = joins.waited
    if joins.count == 1:
        return duration(most)
    return f"{duration(least)} to {duration(most)}, half of them at most {duration(middle)}"


def duration(seconds: float) -> str:
    """Seconds with a unit that fits, and three digits."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.0f} ns"


def zombie(join: Join) -> str:
    """How long the worker was a zombie."""
    if join.zombie is None:
        return ""
    return f"It was a zombie for {duration(join.zombie / 1e9)} of the traced run."
