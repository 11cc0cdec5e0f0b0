"""An account is complete and true: what a recording has is in its document, and nothing else is.

Each wait, poll, kill, signal, sleep, exec, creation, end, stop, hold and end of a channel is
counted here from the records alone, as they come. What a document says of them in its steps and its
counts has to be that: no call may be left out, and no step may tell of what no record has.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import pytest
from joinscope import pipeline
from joinscope.explanation.build import SideRun, explain_side
from joinscope.explanation.model import Lane, SideExplanation, Step
from joinscope.joins.account import Account
from joinscope.recording.recording import Recording
from joinscope.recording.records import (
    CloseArguments,
    Continue,
    CreateArguments,
    Creation,
    Enter,
    ExecArguments,
    Exiting,
    Held,
    KillArguments,
    KilledProcess,
    Leave,
    LimitReached,
    Note,
    PipeArguments,
    PollArguments,
    Record,
    Signal,
    SignalReturnArguments,
    SleepArguments,
    SocketpairArguments,
    Start,
    Stop,
    Termination,
    WaitArguments,
    Waited,
    WaitResults,
)

COUNTED = (
    *(WaitArguments, PollArguments, KillArguments, SleepArguments, ExecArguments),
    *(CreateArguments, PipeArguments, SocketpairArguments),
)
KINDS = ("wait", "poll", "kill", "sleep", "exec", "create", "pipe", "socketpair", "close")
# With these a call fails with EINTR, and is not restarted, once a handler has run: signal(7).
FAILS = ("ERESTARTNOHAND", "ERESTART_RESTARTBLOCK")
CHANNELS = ("pipe:[", "socket:[")

Interrupted = tuple[Enter, str]  # a call, and with which error of the kernel's own
Of = tuple[int, str]  # a PID, and a call or a signal by its name


@dataclass(slots=True)
class Tally:
    """What records have, by the PIDs of their processes; times in ns, as recorded.

    `calls` counts those of COUNTED before a limit, `entered` has when each call of a name began,
    and `left` when any returned; `reaped` counts those that took a status. `dead` were killed by
    the recorder.
    """

    zero: int = 0
    calls: Counter[Of] = field(default_factory=Counter)
    entered: dict[Of, "array[int]"] = field(default_factory=lambda: defaultdict(_times))
    left: dict[int, "array[int]"] = field(default_factory=lambda: defaultdict(_times))
    noted: dict[int, "array[int]"] = field(default_factory=lambda: defaultdict(_times))
    waited: dict[int, "array[int]"] = field(default_factory=lambda: defaultdict(_times))
    signals: dict[Of, "array[int]"] = field(default_factory=lambda: defaultdict(_times))
    stops: dict[Of, "array[int]"] = field(default_factory=lambda: defaultdict(_times))
    reaped: Counter[int] = field(default_factory=Counter)
    made: list[int] = field(default_factory=list)
    threads: int = 0
    ends: dict[int, "array[int]"] = field(default_factory=lambda: defaultdict(_times))
    ended: set[int] = field(default_factory=set)
    dead: set[int] = field(default_factory=set)
    over: bool = False
    names: set[str] = field(default_factory=set)
    _begun: dict[int, Enter] = field(default_factory=dict)
    _interrupted: dict[int, "Interrupted"] = field(default_factory=dict)
    _behind: dict[int, "list[Interrupted | None]"] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, record: Record) -> None:  # noqa: C901, PLR0912 - an arm for each
        """Count the next record."""
        match record:
            case Start(time=time):
                self.zero = time
            case LimitReached():
                self.over = True
            case KilledProcess(pid=pid):
                self.dead.add(pid)
            case Exiting(pid=pid, time=time):
                self.ends[pid].append(time)
            case Termination(pid=pid, tid=tid, time=time):
                self.ends[pid].append(time)
                if tid == pid:
                    self.ended.add(pid)
            case Note(pid=pid, tid=tid, time=time):
                self.noted[pid].append(time)
                self._interrupted.pop(tid, None)  # its own code calls again: it is not restarted
            case Waited(pid=pid, since=since):
                self.waited[pid].append(since)
            case Creation(how="thread"):
                self.threads += 1
            case Creation(pid=pid):
                self.made.append(pid)
                if self.over:
                    self.dead.add(pid)
            case _ if self.over:
                pass
            case Enter():
                self._enters(record)
            case Leave(tid=tid, pid=pid, time=time, error=error):
                self.left[pid].append(time)
                match record.results:
                    case WaitResults(reaped=True):
                        self.reaped[pid] += 1
                if error is not None and error.startswith("ERESTART") and tid in self._begun:
                    self._interrupted[tid] = self._begun[tid], error
            case Signal(pid=pid, tid=tid, name=name, time=time, action=action):
                self.signals[pid, name].append(time)
                if action == "handle":
                    found = self._interrupted.pop(tid, None)
                    self._behind[tid].append(None if found and found[1] in FAILS else found)
            case Stop(pid=pid, tid=tid, time=time) if pid == tid:
                self.stops[pid, "stop"].append(time)
            case Continue(pid=pid, tid=tid, time=time) if pid == tid:
                self.stops[pid, "continue"].append(time)
            case Held(pid=pid, time=time):
                self.stops[pid, "hold"].append(time)

    def _enters(self, record: Enter) -> None:
        self.entered[record.pid, record.call].append(record.time)
        match record.arguments:
            case SignalReturnArguments():
                found = self._behind[record.tid].pop() if self._behind[record.tid] else None
                if found is not None:  # what a handler has interrupted comes again after it
                    self._interrupted[record.tid] = found
                return
            case CloseArguments(object=str(name)):
                counts = name.startswith(CHANNELS)
            case arguments:
                counts = isinstance(arguments, COUNTED)
        before = self._interrupted.pop(record.tid, None)
        self._begun[record.tid] = record
        if counts:
            self.names.add(record.call)
            self.calls[record.pid, record.call] += before is None or not _goes_on(before[0], record)


def _times() -> "array[int]":
    return array("q")


def _goes_on(before: Enter, later: Enter) -> bool:
    """Whether a call is the one that a signal has interrupted, restarted by the kernel."""
    return later.call == "restart_syscall" or (
        later.call == before.call and later.arguments == before.arguments
    )


def faults(tally: Tally, story: SideExplanation) -> list[str]:
    """What of a recording is missing in its document, and what the document has invented."""
    return [*_of_calls(tally, story), *_of_others(tally, story), *_invented(tally, story)]


def _of_calls(tally: Tally, story: SideExplanation) -> Iterator[str]:
    """Calls that are told more or less often than they were made, in all and of each process."""
    told: Counter[Of] = Counter()
    for of, number in _calls_told(story):
        told[of] += number
    for (pid, name), count in told.items():
        if count > tally.calls[pid, name]:
            yield f"{pid}: {name} {count} times, not {tally.calls[pid, name]}"
    made, all_told = _by_name(tally.calls), _by_name(told)
    all_told += Counter({name: number for name, number in story.uncounted if name in tally.names})
    for name in made | all_told:
        if made[name] != all_told[name]:
            yield f"{name} {all_told[name]} times, not {made[name]}"


def _calls_told(story: SideExplanation) -> Iterator[tuple[Of, int]]:
    """The calls at each time, and how often they are told.

    A vfork makes a process and waits for it, which are two steps; but two waits would be two calls.
    """
    pids = {lane.number: lane.pid for lane in story.lanes}
    found: defaultdict[tuple[Of, int], Counter[str]] = defaultdict(Counter)
    for step in story.steps:
        if step.call is not None and step.call.kind in KINDS and not step.returns:
            found[(pids[step.lane], step.call.name), step.start][step.kind] += step.count
    for (of, _), kinds in found.items():
        yield of, max(kinds.values())


def _by_name(calls: Counter[Of]) -> Counter[str]:
    found: Counter[str] = Counter()
    for (_, name), count in calls.items():
        found[name] += count
    return found


def _of_others(tally: Tally, story: SideExplanation) -> Iterator[str]:
    """Processes, threads, ends, signals, stops and holds that are told more or less often."""
    lanes = {lane.pid: lane for lane in story.lanes}
    count = len(story.lanes) + story.more
    if count != len(tally.made):
        yield f"{count} processes, not {len(tally.made)}"
    if not story.more:
        threads = sum(step.count for step in story.steps if step.kind == "thread")
        if threads != tally.threads:
            yield f"{threads} threads, not {tally.threads}"
    ends = _counts(story, "end") + _counts(story, "exit")
    reaps = _counts(story, "reap")
    for pid, lane in lanes.items():
        wanted = int(pid in tally.ended and pid not in tally.dead)
        if ends[lane.number] != wanted:
            yield f"{pid} ends {ends[lane.number]} times, not {wanted}"
        if reaps[lane.number] != tally.reaped[pid]:
            yield f"{pid} reaps {reaps[lane.number]} times, not {tally.reaped[pid]}"
    told: Counter[tuple[int, str, str]] = Counter()
    for step in story.steps:
        if step.kind in ("signal", "stop", "continue", "hold"):
            told[step.lane, step.kind, step.signal if step.kind == "signal" else ""] += step.count
    had = {
        **{(pid, "signal", name): len(times) for (pid, name), times in tally.signals.items()},
        **{(pid, kind, ""): len(times) for (pid, kind), times in tally.stops.items()},
    }
    for (pid, kind, name), number in had.items():
        if pid in lanes and (seen := told.pop((lanes[pid].number, kind, name), 0)) != number:
            yield f"{pid}: {kind} {name} {seen} times, not {number}"
    yield from (f"lane {of[0]}: {of[1]} {of[2]} is in no record" for of in told)


def _counts(story: SideExplanation, kind: str) -> Counter[int]:
    found: Counter[int] = Counter()
    for step in story.steps:
        if step.kind == kind:
            found[step.lane] += step.count
    return found


def _invented(tally: Tally, story: SideExplanation) -> Iterator[str]:
    """Steps of which no record tells."""
    lanes = {lane.number: lane for lane in story.lanes}
    for step in story.steps:
        if not _is_recorded(tally, step, lanes[step.lane]):
            yield f"{step.key} at {step.start} is in no record"


def _is_recorded(tally: Tally, step: Step, lane: Lane) -> bool:
    pid, time = lane.pid, step.start + tally.zero
    if step.returns:
        return time in tally.left[pid]
    if step.call is not None:
        return time in tally.entered[pid, step.call.name]
    match step.kind:
        case "signal":
            return time in tally.signals[pid, step.signal]
        case "stop" | "continue" | "hold":
            return time in tally.stops[pid, step.kind]
        case "end" | "exit":
            return time in tally.ends[pid]
        case "run":
            return pid in tally.made
        case "lock":
            noted = any(each >= time for each in tally.noted[pid])
            return time in tally.waited[pid] if step.function == "futex" else noted
    return False


TALLIES: WeakKeyDictionary[Account, Tally] = WeakKeyDictionary()


@contextmanager
def held() -> Iterator[None]:
    """Hold every explanation that is made within this against its recording.

    Within itself it does nothing more.
    """
    add = Account.add
    if add.__module__ == __name__:
        yield
        return

    def counted(self: Account, record: Record) -> None:
        TALLIES.setdefault(self, Tally()).add(record)
        add(self, record)

    def checked(run: SideRun) -> SideExplanation:
        story = explain_side(run)
        if run.account in TALLIES:
            found = faults(TALLIES[run.account], story)
            assert found == [], "\n".join(found)
        return story

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Account, "add", counted)
        patch.setattr(pipeline, "explain_side", checked)
        yield


@pytest.fixture(scope="session", autouse=True)
def explanations_are_complete() -> Iterator[None]:
    """Whatever test makes an explanation: it leaves nothing out, and invents nothing."""
    with held():
        yield


def hold(recording: Recording, account: Account) -> None:
    """Explain a recording that was made for another test, to hold that against it."""
    if account in TALLIES:
        pipeline.explanation_of_recording("recording", recording, account)
