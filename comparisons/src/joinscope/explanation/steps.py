"""Steps: what the kernel did for the program, each with the functions that asked for it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from joinscope.explanation.call_chain import Symbolizer, chain, own_place
from joinscope.explanation.model import Level, Place, Step, StepKind
from joinscope.joins.joining import Served
from joinscope.joins.lifetimes import SystemCall, Trace
from joinscope.joins.roles import Role
from joinscope.render.wording.calls import call_text, seconds, status_text

MOST_LINES = 40  # that become steps, and as many sleeps
MAIN = ("main", "<module>")
RANK = ("create", "run", "print", "sleep", "end", "reap", "wait", "exit")


class Steps:
    """Makes the steps of one side."""

    def __init__(self, trace: Trace, names: Symbolizer, roles: Sequence[Role], zero: int) -> None:
        self._trace = trace
        self._names = names
        self._roles = {role.life.process.number: role for role in roles}
        self._zero = zero

    def all(self, served: dict[int, Served | None]) -> list[Step]:
        """Every step, in the order of time; `served` has the call that told of a worker's end."""
        found = [*self._printed(), *self._sleeps(), *self._last()]
        for role in self._roles.values():
            if role.worker is not None:
                found += self._worker(role, served.get(role.life.process.number))
        return sorted(found, key=lambda step: (step.start, RANK.index(step.kind)))

    def _worker(self, role: Role, served: Served | None) -> Iterator[Step]:
        number, life = role.worker, role.life
        made = self._trace.made.get((life.by.number, life.process.pid)) if life.by else None
        if role.asked is not None:
            title = "asks the fork server for the worker"
            yield self._step("create", f"ask {number}", role.asked, role, title)
        if made is not None:
            yield self._step("create", f"create {number}", made, role, "creates the worker")
        yield self._begins(role)
        yield from self._ends(role)
        told = self._trace.by_point.get(served.point) if served else None
        if told is not None:
            title = (
                "waits until the worker has ended"
                if served and served.blocked
                else ("learns that the worker has ended")
            )
            yield self._step("wait", f"wait {number}", told, role, title)
        for reap in self._trace.reaps:
            call = self._trace.by_point.get(reap.point)
            if reap.child is not life.process or call is None:
                continue
            if call is not told:
                yield self._step("reap", f"reap {number}", call, role, "takes the worker's status")
            elif call.end is not None:  # waiting and reaping are one call: this is its end
                title = f"{call.name} returns with the worker's status"
                step = self._step("reap", f"reap {number}", call, role, title)
                end = call.end - self._zero
                yield replace(step, start=end, end=end)

    def _ends(self, role: Role) -> Iterator[Step]:
        """The worker ends: by a call of its own, or by a signal."""
        life, key = role.life, f"end {role.worker}"
        ends = [call for call in life.calls if call.kind == "exit"]
        title = f"the worker ends: {status_text(life.status)}"
        if ends and (life.status or 0) >= 0:
            yield self._step("end", key, ends[-1], role, title)
        elif life.end is not None and not life.killed:
            start, end = (life.exiting or life.end) - self._zero, life.end - self._zero
            yield Step(key, "end", role.number, role.worker, title, "", start, end, None, ())

    def _begins(self, role: Role) -> Step:
        """The worker runs: its first function that is the program's own, if it is known."""
        life = role.life
        own = [
            frame
            for tid, frame in self._trace.calls.frames
            if tid == life.process.pid
            and frame.start is not None
            and life.start <= frame.start <= (life.end or self._trace.ended)
            and self._names.place_of(frame) is not None
        ]
        worker = [frame for frame in own if self._names.name(frame) not in MAIN]
        title, place, start = "the worker begins", None, life.start
        levels: tuple[Level, ...] = ()
        for frame in [*worker, *own][:1]:
            name = self._names.name(frame)
            title = title if name in MAIN else f"{title} in {name}()"
            place, start = self._names.place_of(frame), frame.start or start
            levels = tuple(
                Level(self._names.name(each), self._names.kind(each), None, None, None)
                for each in list(frame.outwards())[::-1]
                if not each.inherited
            )
        start -= self._zero
        number, key = life.process.number, f"run {role.worker}"
        return Step(key, "run", number, role.worker, title, "", start, start, place, levels)

    def _printed(self) -> Iterator[Step]:
        counts: Counter[str] = Counter()
        for line in self._trace.printed.all()[:MOST_LINES]:
            call = self._trace.by_point.get(line.writes[0][0])
            counts[line.text] += 1
            if call is None or call.process.number not in self._roles:
                continue
            again = f" ({counts[line.text]})" if counts[line.text] > 1 else ""
            key = f"print {line.text}{again}"
            yield self._step("print", key, call, self._of(call), f'prints "{line.text}"')

    def _sleeps(self) -> Iterator[Step]:
        """Where the program's own lines sleep."""
        counts: Counter[str] = Counter()
        for role in self._roles.values():
            sleeps = [call for call in role.life.calls if call.kind == "sleep"]
            for call in sleeps[:MOST_LINES]:
                if call.end is None:
                    continue
                title = f"sleeps {seconds(call.end - call.start)}"
                step = self._step("sleep", "", call, role, title)
                if step.place is not None or not step.chain[:-1]:
                    counts[role.name] += 1
                    yield replace(step, key=f"sleep {role.name} {counts[role.name]}")

    def _last(self) -> Iterator[Step]:
        root = next(iter(self._roles.values()), None)
        ends = [call for call in root.life.calls if call.kind == "exit"] if root else []
        if root and ends:
            yield self._step("exit", "exit", ends[-1], root, "the parent ends")

    def _of(self, call: SystemCall) -> Role:
        return self._roles[call.process.number]

    def _step(self, kind: StepKind, key: str, call: SystemCall, about: Role, title: str) -> Step:
        levels = chain(self._names, call, self._zero)
        place = own_place(levels)
        if kind in ("create", "wait"):
            title = f"{called(levels, place)}() {title}"
        return Step(
            key,
            kind,
            call.process.number,
            about.worker,
            title,
            call_text(call),
            call.start - self._zero,
            None if call.end is None else call.end - self._zero,
            place,
            levels,
        )


def called(levels: Sequence[Level], place: Place | None) -> str:
    """What the program's own line called, without its class; else the system call."""
    for level, inner in pairwise(levels):
        if place is not None and level.place is place:
            return inner.name.rpartition(".")[2]
    return levels[-1].name
