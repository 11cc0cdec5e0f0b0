"""One side's story, made from a traced recording and, for its times, an untraced one."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from joinscope.explanation.call_chain import Symbolizer, chain, own_place
from joinscope.explanation.joins import Joining, grouped
from joinscope.explanation.lanes import lane
from joinscope.explanation.model import Arrow, Carrying, File, Place, SideExplanation
from joinscope.explanation.steps import Steps
from joinscope.explanation.wait_calls import Timed
from joinscope.happens_before.kinds import Kind
from joinscope.happens_before.linear_extensions import outputs
from joinscope.joins.joining import Served
from joinscope.joins.lifetimes import SystemCall, Trace
from joinscope.joins.roles import Role, process_roles, start_methods
from joinscope.programs.program import Side
from joinscope.recording.call_stacks import Calls, Frame
from joinscope.recording.recording import Recording
from joinscope.render.wording.calls import call_text

MOST_WORKERS = 8  # that have a lane, and the last one
MOST_LINES = 60  # that are related to each other, each to each
MOST_OUTPUTS = 12  # that are listed
MOST_ERRORS = 12
MOST_PRINTED = 200
CARRIED: dict[Kind, Carrying] = {
    Kind.REAP: "reap",
    Kind.WAITED: "reap",
    Kind.GONE: "reap",
    Kind.CREATION: "create",
    **dict.fromkeys((Kind.DATA, Kind.READY, Kind.EOF, Kind.HANGUP), "data"),
}


@dataclass(frozen=True, slots=True)
class SideRun:
    """What a story is made from: the side, its runs, and its sources.

    `names` knows the functions of the frames in `trace`. `untraced` has the notes of the untraced
    run, None where there was none.
    """

    side: Side
    runtime: str
    command: str
    trace: Trace
    recording: Recording
    names: Symbolizer
    sources: Sequence[Path]
    plain: Recording | None = None
    untraced: Calls | None = None


def tell(told: SideRun) -> SideExplanation:
    """The story of one side."""
    trace, names = told.trace, told.names
    roles = process_roles(trace)
    timed = None
    names.learn(trace.calls)
    if told.untraced is not None:
        names.learn(told.untraced)
        timed = Timed(names, told.untraced)
    joining = Joining(trace, names, roles, timed)
    served = joining.served()
    workers = [role for role in roles if role.worker is not None]
    shown = _shown(roles)
    numbers = {role.life.process.number for role in shown}
    steps = Steps(trace, names, shown, trace.started).all(served)
    few = len(trace.printed.all()) <= MOST_LINES
    legal = outputs(trace) if few else None
    lines = (told.plain or told.recording).lines[:MOST_PRINTED]
    return SideExplanation(
        language=told.side.language,
        start_method=_start_method(told, roles),
        runtime=told.runtime,
        command=told.command,
        evidence=told.recording.evidence,
        files=tuple(_files(told)),
        lanes=tuple(lane(trace, role, trace.started) for role in shown),
        more=len(roles) - len(shown),
        arrows=tuple(_arrows(trace, served, numbers)),
        steps=tuple(steps),
        joins=grouped(joining.join(role, served[role.life.process.number]) for role in workers),
        printed=tuple(
            ((told.plain or told.recording).seconds(line.time), line.text) for line in lines
        ),
        outputs=tuple(islice(legal, MOST_OUTPUTS)) if legal else (),
        legal=legal.count() if legal else None,
        exit_status=told.recording.exit_status,
        errors=tuple(line.text for line in told.recording.errors[-MOST_ERRORS:]),
        limit=told.recording.limit,
        waiting=tuple(_waiting(trace, names, roles)) if told.recording.limit else (),
    )


def _start_method(told: SideRun, roles: list[Role]) -> str:
    """As it was asked for; else as the run shows."""
    side = told.side
    if side.variant or side.language == "c":
        return side.start_method if side.variant else ""
    return start_methods(told.trace, roles)


def _shown(roles: list[Role]) -> list[Role]:
    """The roles that get a lane: the parent, the servers, the first workers and the last."""
    most = sum(role.worker is not None for role in roles)
    return [
        role
        for role in roles
        if role.worker is None or role.worker <= MOST_WORKERS or role.worker == most
    ]


def _files(told: SideRun) -> Iterator[File]:
    for path in told.sources:
        try:
            text = path.read_text("utf-8", errors="backslashreplace")
        except OSError:
            continue
        yield File(path.name, told.side.language, tuple(text.splitlines()))


def _arrows(trace: Trace, served: dict[int, Served | None], numbers: set[int]) -> Iterator[Arrow]:
    """The creation of each process that is shown, and the way of each worker's end."""
    graph, zero = trace.graph, trace.started
    for number in sorted(numbers):
        life = trace.lives[number]
        made = trace.made.get((life.by.number, life.process.pid)) if life.by else None
        if made is not None and life.by is not None and life.by.number in numbers:
            source = life.by.number, made.start - zero
            yield Arrow("create", source, (number, life.start - zero), made.name)
        told = served.get(number)
        for step in told.path if told else ():
            one, other = trace.process(step.start).number, trace.process(step.end).number
            carried = CARRIED.get(step.kind)
            if carried is None or one == other or not {one, other} <= numbers:
                continue
            begin, end = graph.time[step.start] - zero, graph.time[step.end] - zero
            yield Arrow(carried, (one, begin), (other, end), str(step.kind))


def _waiting(trace: Trace, names: Symbolizer, roles: Sequence[Role]) -> Iterator[str]:
    """What each process was waiting for where the recording was cut short."""
    calls: dict[int, list[SystemCall]] = defaultdict(list)
    for call in trace.cut:
        if call.kind not in ("exit", "exec", "create"):
            calls[call.process.number].append(call)
    for role in roles:
        if role.life.killed:
            found = [_in_call(trace, names, call) for call in calls[role.number]]
            if not any(call.tid == role.life.process.pid for call in calls[role.number]):
                found = [*_in_frame(names, trace.calls.innermost(role.life.process.pid)), *found]
            yield from (f"{role.name} waits in {each}" for each in dict.fromkeys(found))


def _in_call(trace: Trace, names: Symbolizer, call: SystemCall) -> str:
    return call_text(call) + _at(own_place(chain(names, call, trace.started)))


def _in_frame(names: Symbolizer, frame: Frame | None) -> Iterator[str]:
    """Where a first thread waits in no system call that is recorded: for a lock."""
    if frame is not None and names.kind(frame) == "builtin":
        places = [names.site(each) for each in frame.outwards()]
        own = [place for place in places if place is not None and place.own]
        yield f"{names.name(frame)}()" + _at(own[0] if own else None)


def _at(place: Place | None) -> str:
    return f", at {place.text!r}, line {place.line}" if place else ""
