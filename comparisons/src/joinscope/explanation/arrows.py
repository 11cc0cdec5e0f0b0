"""Where order went from one process to another: at its creation, and at a worker's end."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from joinscope.explanation.model import Arrow, Carrying
from joinscope.happens_before.causal_past import Step
from joinscope.happens_before.graph import Kind, unpack
from joinscope.joins.account import Account
from joinscope.joins.joins import Join
from joinscope.joins.roles import Role, creating_call

CARRIED: dict[Kind, Carrying] = {
    Kind.CREATION: "create",
    **dict.fromkeys(
        (Kind.REAP, Kind.WAITED, Kind.GONE, Kind.PIDFD, Kind.CHILD_SIGNAL, Kind.FORK_SERVER),
        "reap",
    ),
    **dict.fromkeys((Kind.DATA, Kind.READY, Kind.EOF, Kind.HANGUP), "data"),
}


def arrows(account: Account, shown: Sequence[Role]) -> Iterator[Arrow]:
    """The creation of each process that is shown, and the way of each worker's end."""
    order, lifetimes = account.order, account.lifetimes
    graph, zero = order.graph, lifetimes.started
    numbers = {role.process for role in shown}
    joins = {join.worker.process: join for join in account.joins}
    for role in sorted(shown, key=lambda each: each.process):
        number, made = role.process, creating_call(lifetimes, role)
        if made is not None and role.creator in numbers:
            source = role.creator, made.start - zero
            yield Arrow(
                "create",
                source,
                (number, lifetimes.all[number].start - zero),
                "creation",
                made.name,
            )
        for step in _way(account, joins[number]) if number in joins else ():
            one, other = order.process(step.start).number, order.process(step.end).number
            carried = CARRIED.get(step.kind)
            if carried is None or one == other or not {one, other} <= numbers:
                continue
            begin, end = graph.time[step.start] - zero, graph.time[step.end] - zero
            yield Arrow(carried, (one, begin), (other, end), step.kind.name.lower())


def _way(account: Account, join: Join) -> Iterator[Step]:
    """The edges by which somebody was told of a worker's end.

    What a fork server or a shell was told lies beside what else it does: of the one the edge of an
    axiom leads on, for which stand the two that it rests on; of the other none does.
    """
    steps, order = join.told.path if join.told else (), account.order
    reaped, ended = join.reaped, account.lifetimes.all[join.worker.process].process.ended
    served = any(step.kind is Kind.FORK_SERVER for step in steps)
    if reaped is not None and ended and (served or not steps):
        yield Step(Kind.REAP, ended[-1], reaped)
    for step in steps:
        if reaped is None or step.kind is not Kind.FORK_SERVER:
            yield step
            continue
        server, chain = order.process(reaped), order.graph.owner(step.end)
        ends = slice(bisect_left(chain.targets, step.end), bisect_right(chain.targets, step.end))
        for start, _, kind, _ in map(unpack, chain.edges[ends]):
            if kind in (Kind.DATA, Kind.READY) and order.process(start) is server:
                yield Step(kind, start, step.end)
