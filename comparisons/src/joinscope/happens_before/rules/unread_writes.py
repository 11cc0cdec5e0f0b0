"""Writes that nobody has read: each was made before the last who could have read it let go.

    parent     pipe   fork   fork   close(reading end)
    worker 1          "a"   write = 1
    worker 2                            close(reading end) = 0   "b"

Had worker 2 closed its end sooner, nobody would have been left to read, and the write would have
failed with EPIPE. So "a" comes before "b" in every run in which it succeeds. That is a choice,
NOT_YET: the write has found somebody there, as a poll that finds nothing has found nobody.

Of several who hold the reading end the last one counts, and who that is may differ from run to run.
So the edge leads to the calls that come after all of them have let go: of those that did before the
write, as the parent did here by its own close, that is known.

Whoever reads what was written comes after it anyway, and lets go later still. So it is only about
what is left unread at the end of the recording, which is little in most; and it is looked at only
then.
"""

from bisect import bisect_right
from collections.abc import Iterator

from joinscope.happens_before import fd_table
from joinscope.happens_before.byte_stream import Write
from joinscope.happens_before.causal_past import CausalPast, Ways
from joinscope.happens_before.channels import Channel
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import NEVER, Kind
from joinscope.happens_before.kernel_state import State


def settle(state: State) -> None:
    """The recording is complete: order what was written in vain before the end of the readers."""
    for channel in state.channels.values():
        if channel.used is not None and channel.used.unread() and _is_followed(channel):
            _before_the_last(state, channel, channel.used.unread())


def _is_followed(channel: Channel) -> bool:
    """Whether it is known who could have read there."""
    odd = channel.outside or channel.fifo or channel.reopened or channel.directed
    return not (odd or channel.waiting or channel.passed or channel.shutdowns)


def _before_the_last(state: State, channel: Channel, writes: list[Write]) -> None:
    graph, entry = state.graph, state.entries.entry(channel.name, "r")
    found = fd_table.releases(state.tables, channel.got, entry)
    if found.held or not found.points:
        return
    told = {point for each in found.points for point in _told(state, each)}
    points = sorted(told | {each.point for each in state.reaps})
    for write in {each.chain: each for each in writes}.values():  # the last of each thread
        past = CausalPast(graph, write.enter, ways=Ways.ALIKE)
        left = {each for each in found.points if not past.holds(each)}
        last = max(left, default=NEVER)
        for point in points[bisect_right(points, max(last, write.enter)) :]:
            told_of = CausalPast(graph, point, floor=min(left), ways=Ways.ALIKE)
            if graph.owner(point) is not write.chain and all(map(told_of.holds, left)):
                end = graph.owner(point), point
                graph.edge(write.chain, write.enter, *end, Kind.LOOK, Choice.NOT_YET)


def _told(state: State, release: int) -> Iterator[int]:
    """The points that show that an end was let go of: where a call returns, or a wait for it."""
    partner = state.graph.partner[release]
    if partner != NEVER and partner > release:
        yield partner
        return
    owner = state.graph.owner(release).owner
    yield from (each.point for each in state.reaps if each.child.number == owner)
