"""Steps: what the kernel did for the program, each with the functions that asked for it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from joinscope import limits
from joinscope.explanation.call_chain import Symbolizer, chain, own_place
from joinscope.explanation.model import Level, Place, Step, StepKind
from joinscope.joins.account import Account
from joinscope.joins.joins import Join
from joinscope.joins.lifetimes import SystemCall
from joinscope.joins.roles import Role, creating_call
from joinscope.render.wording.calls import call_text, seconds, status_text

MAIN = ("main", "<module>")
RANK = ("create", "run", "print", "sleep", "end", "reap", "wait", "exit")


class Steps:
    """Makes the steps of one side."""

    def __init__(
        self, account: Account, symbolizer: Symbolizer, shown: Sequence[Role], names: dict[int, str]
    ) -> None:
        self._account = account
        self._lifetimes = account.lifetimes
        self._symbolizer = symbolizer
        self._roles = {role.process: role for role in shown}
        self._names = names
        self._zero = account.lifetimes.started

    def all(self) -> list[Step]:
        """Every step, in the order of time."""
        found = [*self._printed(), *self._sleeps(), *self._last()]
        for join in self._account.joins:
            if join.worker.process in self._roles:
                found += self._worker(join)
        return sorted(found, key=lambda step: (step.start, RANK.index(step.kind)))

    def _worker(self, join: Join) -> Iterator[Step]:
        role = join.worker
        number, made = role.number, creating_call(self._lifetimes, role)
        if role.request is not None:
            title = "asks the fork server for the worker"
            yield self._step("create", f"ask {number}", role.request, role, title)
        if made is not None:
            yield self._step("create", f"create {number}", made, role, "creates the worker")
        yield self._begins(role)
        yield from self._ends(role)
        told = self._lifetimes.by_point.get(join.told.point) if join.told else None
        if told is not None:
            title = (
                "waits until the worker has ended"
                if join.told and join.told.blocked
                else "learns that the worker has ended"
            )
            yield self._step("wait", f"wait {number}", told, role, title)
        reap = self._lifetimes.by_point.get(join.reaped) if join.reaped is not None else None
        if reap is not None and reap is not told:
            yield self._step("reap", f"reap {number}", reap, role, "takes the worker's status")
        elif reap is not None and reap.end is not None:
            # Waiting and reaping are one call: this is its end.
            title = f"{reap.name} returns with the worker's status"
            step = self._step("reap", f"reap {number}", reap, role, title)
            end = reap.end - self._zero
            yield replace(step, start=end, end=end)

    def _ends(self, role: Role) -> Iterator[Step]:
        """The worker ends: by a call of its own, or by a signal."""
        life, key = self._lifetimes.all[role.process], f"end {role.number}"
        ends = [call for call in life.calls if call.kind == "exit"]
        title = f"the worker ends: {status_text(life.status)}"
        if ends and (life.status or 0) >= 0:
            yield self._step("end", key, ends[-1], role, title)
        elif life.end is not None and not life.killed:
            start, end = (life.exiting or life.end) - self._zero, life.end - self._zero
            yield Step(key, "end", role.process, role.number, title, "", start, end, None, ())

    def _begins(self, role: Role) -> Step:
        """The worker runs: its first function that is the program's own, if it is known."""
        life = self._lifetimes.all[role.process]
        own = [
            frame
            for tid, frame in self._lifetimes.stacks.frames
            if tid == life.process.pid
            and frame.start is not None
            and life.start <= frame.start <= (life.end or self._lifetimes.ended)
            and self._symbolizer.place_of(frame) is not None
        ]
        worker = [frame for frame in own if self._symbolizer.name(frame) not in MAIN]
        title, place, start = "the worker begins", None, life.start
        levels: tuple[Level, ...] = ()
        for frame in [*worker, *own][:1]:
            name = self._symbolizer.name(frame)
            title = title if name in MAIN else f"{title} in {name}()"
            place, start = self._symbolizer.place_of(frame), frame.start or start
            levels = tuple(
                Level(self._symbolizer.name(each), self._symbolizer.kind(each), None, None, None)
                for each in list(frame.outwards())[::-1]
                if not each.inherited
            )
        start -= self._zero
        number, key = role.process, f"run {role.number}"
        return Step(key, "run", number, role.number, title, "", start, start, place, levels)

    def _printed(self) -> Iterator[Step]:
        counts: Counter[str] = Counter()
        for line in self._account.order.printed.all()[: limits.STEP_LINES]:
            call = self._lifetimes.by_point.get(line.writes[0][0])
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
            calls = self._lifetimes.all[role.process].calls
            sleeps = [call for call in calls if call.kind == "sleep"]
            for call in sleeps[: limits.STEP_SLEEPS]:
                if call.end is None:
                    continue
                title = f"sleeps {seconds(call.end - call.start)}"
                step = self._step("sleep", "", call, role, title)
                if step.place is not None or not step.chain[:-1]:
                    name = self._names[role.process]
                    counts[name] += 1
                    yield replace(step, key=f"sleep {name} {counts[name]}")

    def _last(self) -> Iterator[Step]:
        root = next(iter(self._roles.values()), None)
        calls = self._lifetimes.all[root.process].calls if root else []
        ends = [call for call in calls if call.kind == "exit"]
        if root and ends:
            yield self._step("exit", "exit", ends[-1], root, "the parent ends")

    def _of(self, call: SystemCall) -> Role:
        return self._roles[call.process.number]

    def _step(self, kind: StepKind, key: str, call: SystemCall, about: Role, title: str) -> Step:
        levels = chain(self._symbolizer, call, self._zero)
        place = own_place(levels)
        if kind in ("create", "wait"):
            title = f"{called(levels, place)}() {title}"
        return Step(
            key,
            kind,
            call.process.number,
            about.number,
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
