"""What an account says, as facts that need neither the order nor a record to be read.

Verdicts, explanations and documents hold these; their words are made by render/wording.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.causal_past import Step
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.relation import Doubt
from joinscope.joins.account import Account
from joinscope.joins.joins import Join
from joinscope.joins.roles import Role, Roles
from joinscope.vocabulary import Ending, Relation, RoleKind


@dataclass(frozen=True, slots=True)
class Actor:
    """A process by its role; workers are numbered from 1 in the order of their creation."""

    role: RoleKind
    worker: int | None
    pid: int

    @classmethod
    def of(cls, role: Role) -> "Actor":
        """The process that has a role."""
        return cls(role.kind, role.number, role.pid)


@dataclass(frozen=True, slots=True)
class Hop:
    """A point of a path: whose it is and what it does there.

    `does`: it `calls` a system call, or that `returns`; it `starts`, or `exits`; anything else is
    an event by its name in recordings. `call` is empty where it is in none. `edge` is what carried
    the order here from the hop before: the kind of an edge (happens_before/graph.py) in lower case;
    None for the first hop.
    """

    actor: Actor
    does: str
    call: str
    edge: str | None


@dataclass(frozen=True, slots=True)
class Path:
    """A proof that one event is before another.

    `by`: `edges` between threads, of which `hops` tell; `program_order` of a single thread, of
    which `hops` are the ends; or `one_write`, which printed both lines, in the order of its bytes.
    """

    by: Literal["edges", "program_order", "one_write"]
    hops: tuple[Hop, ...] = ()


ONE_WRITE = Path("one_write")


@dataclass(frozen=True, slots=True)
class UnknownOrder:
    """Why it is unknown how two events relate, by the first edge between them that is no proof.

    `code` names a choice, an answer that could have been another (`which_child`, `how_much`: see
    happens_before/choices.py), or a way that cannot be followed (`shared_memory`, `terminal`: see
    hidden_ways.py); or `not_once`: one of the events did not happen, or more than once. Then all
    else is None. `call` and `process` are the call there, whose it is, `object` is what it was
    about, each None where it is not known. `by_choice` is how the events relate in runs in which
    that choice comes out as it did here, BEFORE or AFTER; None if nothing says so.
    """

    code: str
    choice: bool
    call: str | None = None
    process: Actor | None = None
    object: str | None = None
    by_choice: Relation | None = None


# Through these order flows without a call.
UNSEEN = {Reason.THREADS, Reason.SHARED_MEMORY}
RESTART = "restart_syscall"
NOT_ONCE = UnknownOrder("not_once", choice=False)


def unknown_order(account: Account, doubt: Doubt) -> UnknownOrder:
    """The facts of a doubt about the order of two events."""
    order = account.order
    what = order.what(doubt.point)
    call = account.lifetimes.by_point.get(order.call_of(doubt.point)[0])
    role = account.roles.get(order.process(doubt.point).number)
    choice = isinstance(doubt.why, Choice)
    seen = choice or doubt.why not in UNSEEN
    return UnknownOrder(
        doubt.why.code,
        choice,
        what.call if seen and what.call else None,
        None if role is None else Actor.of(role),
        getattr(call.arguments, "object", None) if seen and call else None,
        doubt.relation if choice and doubt.relation is not Relation.UNKNOWN else None,
    )


@dataclass(frozen=True, slots=True)
class JoinFacts:
    """How a worker was joined, or that it was not.

    `asked_by` is who is to join it, `told_by` whose call told of its end: `call` is that call's
    name (None: no call told of it) and `served` the classes of the calls that did, `wait` or, under
    a fork server, `poll` and `read`. `blocked`: the call had to wait for the end; `path` leads from
    there to its return. `reaped_by` is who took the status, None if no process of the program did.
    `zombie` is in ns, None if it is not known. `ending` is None if it did not end by itself.
    """

    worker: Actor
    asked_by: Actor | None
    told_by: Actor | None
    call: str | None
    served: tuple[str, ...]
    blocked: bool
    reaped_by: Actor | None
    zombie: int | None
    ending: Ending | None
    path: Path | None


def joins_facts(account: Account) -> tuple[JoinFacts, ...]:
    """The facts of each worker's join, in the order of the creation of the workers."""
    return tuple(_join_facts(account, join) for join in account.joins)


def _join_facts(account: Account, join: Join) -> JoinFacts:
    told, asked_by = join.told, join.worker.asked_by
    return JoinFacts(
        Actor.of(join.worker),
        None if asked_by is None else Actor.of(account.roles[asked_by]),
        Actor.of(told.by) if told else None,
        told.call if told else None,
        join.classes,
        blocked=bool(told and told.blocked),
        reaped_by=Actor.of(join.reaped_by) if join.reaped_by else None,
        zombie=join.zombie,
        ending=None if join.exit_code is None else Ending.of(join.exit_code),
        path=path_facts(account.order, told.path, account.roles) if told else None,
    )


def path_facts(order: HappensBefore, steps: Sequence[Step], roles: Roles) -> Path | None:
    """The facts of a path; None for an empty one.

    Between its ends, successive points that say the same (a write and its return) are one hop.
    """
    if not steps:
        return None
    points: list[tuple[int, Kind | None]] = [(steps[0].start, None)]
    for step in steps:
        points += [
            (point, kind)
            for point, kind in ((step.start, Kind.PROGRAM), (step.end, step.kind))
            if point != points[-1][0]
        ]
    alone = len({order.graph.chain[point] for point, _ in points}) == 1
    return Path("program_order" if alone else "edges", tuple(_hops(order, points, roles)))


def _hops(
    order: HappensBefore, points: Sequence[tuple[int, Kind | None]], roles: Roles
) -> Iterator[Hop]:
    last: Hop | None = None  # of those between the two ends
    for number, (point, kind) in enumerate(points):
        what = order.what(point)
        inner = 0 < number < len(points) - 1
        name = _began_as(order, point) if what.call == RESTART else what.call
        does, call = _does(what.event, name, inner=inner and what.cls != "write")
        actor = Actor.of(roles[order.process(point).number])
        if inner and last and (last.actor, last.does, last.call) == (actor, does, call):
            continue
        hop = Hop(actor, does, call, None if kind is None else kind.name.lower())
        last = hop if inner else None
        yield hop


def _began_as(order: HappensBefore, point: int) -> str:
    """The call that restart_syscall(2) goes on with: the last one before it of the same thread."""
    chain = order.graph.chain
    for each in range(point - 1, -1, -1):
        call = order.what(each).call if chain[each] == chain[point] else ""
        if call not in ("", RESTART):
            return call
    return RESTART


def _does(event: str, call: str, *, inner: bool) -> tuple[str, str]:
    match event:
        case "exiting":
            return "exits", ""
        case "creation":
            return "starts", ""
        case "leave" if inner:
            return "returns", call
        case "enter" | "leave":
            return "calls", call
        case other:
            return other, ""
