"""Steps: what the kernel did for the program, each with the functions that asked for it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from joinscope import limits
from joinscope.explanation.call_chain import (
    Symbolizer,
    chain,
    function_called,
    own_place,
)
from joinscope.explanation.calls import call_facts
from joinscope.explanation.exit_lines import asked_exits, asked_line
from joinscope.explanation.fold_steps import folded
from joinscope.explanation.hang_places import told_places
from joinscope.explanation.model import Level, Step, StepKind
from joinscope.explanation.story_calls import StoryCalls
from joinscope.joins.account import Account
from joinscope.joins.joins import Join
from joinscope.joins.roles import Role, creating_call
from joinscope.joins.system_call import SystemCall
from joinscope.vocabulary import Ending

MAIN = ("main", "<module>")
ORDER = ("ask", "create", "run", "print", "sleep", "end", "reap", "wait", "exit")
RANK = {kind: place for place, kind in enumerate(ORDER)}  # of steps at one time


class Steps:
    """Makes the steps of one side."""

    def __init__(self, account: Account, symbolizer: Symbolizer, shown: Sequence[Role]) -> None:
        self._account = account
        self._lifetimes = account.lifetimes
        self._symbolizer = symbolizer
        self._roles = {role.process: role for role in shown}
        self._zero = account.lifetimes.started
        self._used: set[int] = set()  # the ids of calls that are steps
        self._failed: set[int] = set()  # the ids of those whose failure is one
        # How many workers' ends a call told of, by its point: one call may tell of several.
        self._told = Counter(each.told.point for each in account.joins if each.told is not None)
        self._waits: set[int] = set()  # the points of those of them that are steps
        self._asked = asked_exits(account.lifetimes)

    def all(self) -> list[Step]:
        """Every step, in the order of time; those that repeat are one with a count."""
        found = [*self._printed(), *self._last()]
        for join in self._account.joins:
            if join.worker.process in self._roles:
                found += self._worker(join)
        for role in self._roles.values():
            if role.number is None and role.process != 0:
                found += (replace(step, minor=True) for step in self._ends(role))
        others = StoryCalls(
            self._lifetimes,
            self._symbolizer,
            self._roles,
            told_places(self._account, self._symbolizer),
        )
        found += others.all(self._used)
        return folded(sorted(found, key=lambda step: (step.start, RANK.get(step.kind, len(RANK)))))

    def _worker(self, join: Join) -> Iterator[Step]:
        role = join.worker
        number, made = role.number, creating_call(self._lifetimes, role)
        if role.request is not None:
            yield self._called("ask", f"ask {number}", role.request, role)
        if made is not None:
            yield self._called("create", f"create {number}", made, role)
        yield self._begins(role)
        yield from self._ends(role)
        told = self._lifetimes.by_point.get(join.told.point) if join.told else None
        if told is not None and join.told is not None and join.told.point not in self._waits:
            self._waits.add(join.told.point)
            step = self._called("wait", f"wait {number}", told, role)
            about = step.worker if self._told[join.told.point] == 1 else None
            yield replace(step, blocked=join.told.blocked, worker=about)
        reap = self._lifetimes.by_point.get(join.reaped) if join.reaped is not None else None
        if reap is not None and reap is not told:
            yield self._step("reap", f"reap {number}", reap, role)
        elif reap is not None and reap.end is not None:
            # Waiting and reaping are one call: this is its end.
            step = self._step("reap", f"reap {number}", reap, role)
            end = reap.end - self._zero
            yield replace(step, start=end, end=end, returns=True)
        elif told is not None and told.end is not None and self._fails_first(told):
            # It told of the end by its failure, so that comes behind the end.
            step, end = self._step("fail", f"fail {number}", told, role), told.end - self._zero
            yield replace(step, start=end, end=end, returns=True)

    def _fails_first(self, told: SystemCall) -> bool:
        """Whether a call fails that told of an end; once, also where it told of several ends."""
        first = told.error == "ECHILD" and id(told) not in self._failed
        self._failed.add(id(told))
        return first

    def _ends(self, role: Role) -> Iterator[Step]:
        """A process ends: by a call of its own, or by a signal."""
        life = self._lifetimes.all[role.process]
        key = f"end {role.kind if role.number is None else role.number}"
        ends = [call for call in life.calls if _ends_process(call)]
        ending = None if life.status is None else Ending.of(life.status)
        if ends and (life.status or 0) >= 0:
            yield replace(self._exits("end", key, ends[-1], role), ending=ending)
        elif life.end is not None and not life.killed:
            start, end = (life.exiting or life.end) - self._zero, life.end - self._zero
            end_step = Step(key, "end", role.process, role.number, None, start, end, None, ())
            yield replace(end_step, ending=ending)

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
        function, place, start = "", None, life.start
        levels: tuple[Level, ...] = ()
        for frame in [*worker, *own][:1]:
            name = self._symbolizer.name(frame)
            function = "" if name in MAIN else name
            place, start = self._symbolizer.place_of(frame), frame.start or start
            levels = tuple(
                Level(self._symbolizer.name(each), self._symbolizer.kind(each), None, None, None)
                for each in list(frame.outwards())[::-1]
                if not each.inherited
            )
        start -= self._zero
        number, key = role.process, f"run {role.number}"
        return Step(
            key, "run", number, role.number, None, start, start, place, levels, function=function
        )

    def _printed(self) -> Iterator[Step]:
        counts: Counter[str] = Counter()
        for line in self._account.order.printed.all()[: limits.STEP_LINES]:
            call = self._lifetimes.by_point.get(line.writes[0][0])
            counts[line.text] += 1
            if call is None or call.process.number not in self._roles:
                continue
            again = f" ({counts[line.text]})" if counts[line.text] > 1 else ""
            key = f"print {line.text}{again}"
            yield replace(self._step("print", key, call, self._of(call)), text=line.text)

    def _last(self) -> Iterator[Step]:
        root = next(iter(self._roles.values()), None)
        if root is None:
            return
        life = self._lifetimes.all[root.process]
        ends = [call for call in life.calls if _ends_process(call)]
        ending = None if life.status is None else Ending.of(life.status)
        if life.killed:
            return
        if ends and (life.status or 0) >= 0:
            yield replace(self._exits("exit", "exit", ends[-1], root), ending=ending)
        elif life.end is not None:
            start, end = (life.exiting or life.end) - self._zero, life.end - self._zero
            step = Step("exit", "exit", root.process, None, None, start, end, None, ())
            yield replace(step, ending=ending)

    def _of(self, call: SystemCall) -> Role:
        return self._roles[call.process.number]

    def _called(self, kind: StepKind, key: str, call: SystemCall, about: Role) -> Step:
        """A step that a call of the program's own line took."""
        step = self._step(kind, key, call, about)
        return replace(step, function=function_called(step.chain, step.place))

    def _exits(self, kind: StepKind, key: str, call: SystemCall, about: Role) -> Step:
        """The end of a process; with a status that is a failure, where it called sys.exit()."""
        step = self._step(kind, key, call, about)
        life, frame = self._lifetimes.all[about.process], self._asked.get(call.tid)
        return replace(step, place=step.place or asked_line(self._symbolizer, life, call, frame))

    def _step(self, kind: StepKind, key: str, call: SystemCall, about: Role) -> Step:
        levels = chain(self._symbolizer, call, self._zero)
        first = call.first_piece
        self._used |= {id(call), id(first)}  # which is one call for who made it
        return Step(
            key,
            kind,
            call.process.number,
            about.number,
            call_facts(call),
            first.start - self._zero,
            None if call.end is None else call.end - self._zero,
            own_place(levels),
            levels,
            thread=call.other_thread,
        )


def _ends_process(call: SystemCall) -> bool:
    """Whether a call ends its process: a thread's own end is not that, unless it is the first."""
    return call.kind == "exit" and (call.name == "exit_group" or call.tid == call.process.pid)
