"""An account is complete: what a recording has is in the document, as a step or in a count.

Each wait, signal, kill, exec, poll, creation and end of the records is counted here by itself, from
the records alone, and held against the steps and the counts of the document.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from joinscope.explanation.model import SideExplanation, Step
from joinscope.joins.account import Account
from joinscope.programs import makers
from joinscope.programs.program import Program
from joinscope.recording.records import (
    Creation,
    Enter,
    ExecArguments,
    KillArguments,
    KilledProcess,
    Leave,
    LimitReached,
    PollArguments,
    Record,
    Signal,
    SignalReturnArguments,
    SleepArguments,
    Termination,
    WaitArguments,
)
from run_explained import PROGRAMS, explain, program

CASES = Path(__file__).with_name("cases")
COUNTED = (WaitArguments, KillArguments, ExecArguments, PollArguments, SleepArguments)


@pytest.fixture
def records(monkeypatch: pytest.MonkeyPatch) -> list[Record]:
    """All records of the runs that are explained from here on."""
    seen: list[Record] = []
    add = Account.add

    def keep(self: Account, record: Record) -> None:
        seen.append(record)
        add(self, record)

    monkeypatch.setattr(Account, "add", keep)
    return seen


def calls(records: Sequence[Record]) -> Counter[str]:
    """How many calls of each name were made before a limit; a restarted one is the same call."""
    found: Counter[str] = Counter()
    begun: dict[int, Enter] = {}
    interrupted: dict[int, Enter] = {}
    for record in until_the_limit(records):
        match record:
            case Enter(arguments=SignalReturnArguments()):
                pass  # what a handler has interrupted comes again after it
            case Enter(arguments=arguments, tid=tid):
                before = interrupted.pop(tid, None)
                begun[tid] = record
                if isinstance(arguments, COUNTED):
                    found[record.call] += before is None or not goes_on(before, record)
            case Leave(tid=tid, error=str(error)) if error.startswith("ERESTART"):
                interrupted[tid] = begun[tid]
    return found


def goes_on(before: Enter, later: Enter) -> bool:
    same = type(before.arguments) is type(later.arguments)
    return same and later.call in (before.call, "restart_syscall")


def until_the_limit(records: Sequence[Record]) -> Iterator[Record]:
    for record in records:
        if isinstance(record, LimitReached):
            return
        yield record


def told(story: SideExplanation) -> Counter[str]:
    """How many calls of each name the document has, in its steps and in its counts."""
    # A call that took the status of one worker may have told of the end of another one, too.
    found = Counter[str]()
    once = {(each.lane, each.start, each.call): each for each in story.steps if not each.returns}
    for step in once.values():
        if step.call is not None and step.call.kind in KINDS:
            found[step.call.name] += step.count
    return found + Counter({name: number for name, number in story.uncounted if name in NAMES})


KINDS = ("wait", "kill", "exec", "poll", "sleep")
NAMES = {
    *("wait4", "waitid", "kill", "tkill", "tgkill", "execve", "poll", "ppoll", "select"),
    *("pselect6", "epoll_wait", "epoll_pwait", "nanosleep", "clock_nanosleep", "restart_syscall"),
}


def steps(story: SideExplanation, kind: str) -> list[Step]:
    return [step for step in story.steps if step.kind == kind]


def programs() -> list[Program]:
    """Every case, and programs of each start method, with many workers, and of a shell."""
    found = []
    for case in sorted(CASES.glob("*.*")):
        if case.suffix == ".c":
            found += makers.c_sides(case, ["fork"], instrumented=True)
        else:
            found.append(makers.script(case))
    found += [program("join.py", method=method) for method in ("fork", "spawn", "forkserver")]
    found += [program(name) for name in ("pool.py", "executor.py", "times_out.py", "nested.py")]
    found += [program("threads.py"), program("threads.c")]
    found.append(makers.command(["sh", "-c", "(exit 3) & kill -0 $!; wait $!; true"]))
    return found


@pytest.mark.parametrize("what", programs(), ids=lambda each: f"{each.start_method} {each.shown}")
def test_nothing_is_left_out(
    what: Program, records: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Calls, signals, creations and ends are told as often as the recording has them."""
    monkeypatch.chdir(PROGRAMS)
    story = explain(what, deadline=3.0).story
    before = list(until_the_limit(records))
    assert told(story) == calls(records)
    signals = Counter(each.name for each in before if isinstance(each, Signal))
    assert signals == Counter(
        {
            name: sum(step.count for step in steps(story, "signal") if step.signal == name)
            for name in {step.signal for step in steps(story, "signal")}
        }
    )
    made = [each for each in before if isinstance(each, Creation) and each.how != "thread"]
    assert story.workers + sum(lane.worker is None for lane in story.lanes) == len(made)
    threads = [each for each in before if isinstance(each, Creation) and each.how == "thread"]
    assert sum(step.count for step in steps(story, "thread")) == len(threads)
    ended = {each.pid for each in before if isinstance(each, Termination) and each.tid == each.pid}
    killed = {each.pid for each in records if isinstance(each, KilledProcess)}
    lanes = {lane.pid: lane for lane in story.lanes}
    ends = {lanes[pid].number for pid in ended - killed if pid in lanes}
    servers = {lane.number for lane in story.lanes if lane.worker is None and lane.number != 0}
    assert {step.lane for step in (*steps(story, "end"), *steps(story, "exit"))} == ends - servers


def test_a_step_that_is_missing_is_noticed(records: list[Record]) -> None:
    """A document that lacks one of its steps does not hold against the recording."""
    story = explain(program("join.py", method="fork")).story
    lacking = Counter(told(story))
    lacking["wait4"] -= 1
    assert lacking != calls(records)
