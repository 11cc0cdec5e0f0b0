"""What a lane says that its process did, from made records a millisecond apart."""

import msgspec
from joinscope.explanation.lanes import Locks, lane
from joinscope.explanation.model import Segment
from joinscope.joins.account import Account
from joinscope.recording.records import (
    Continue,
    Exiting,
    Held,
    Released,
    SleepArguments,
    Stop,
    Termination,
    Waited,
)
from record_writer import HEADER, PARENT, PIPE, WORKER, RecordWriter

MILLISECOND = 1_000_000
SLEEP = SleepArguments(1, until=False)
THREAD = PARENT + 7


def said(writer: RecordWriter, *, pid: int = PARENT, waits: bool = True) -> list[tuple[str, int]]:
    """What a process did, and for how many milliseconds each."""
    found = segments(writer, pid, waits=waits)
    return [(each.doing, (each.end - each.start) // MILLISECOND) for each in found]


def segments(
    writer: RecordWriter, pid: int, locks: Locks = (), *, waits: bool
) -> tuple[Segment, ...]:
    header = msgspec.structs.replace(HEADER, waits=waits)
    scaled = [
        msgspec.structs.replace(each, time=each.time * MILLISECOND) for each in writer.records
    ]
    account = Account.of([header, *scaled])
    (role,) = [each for each in account.roles.values() if each.pid == pid]
    return lane(account.lifetimes, role, locks).segments


def test_a_wait_for_a_lock() -> None:
    """It is no call that is recorded, and the process does not run meanwhile."""
    writer = RecordWriter()
    writer.make(PARENT, WORKER)
    since = writer.records[-1].time * MILLISECOND
    for _ in range(3):
        writer.say(WORKER, "meanwhile")
    writer.add(Waited, PARENT, call="futex", since=since)
    assert said(writer)[-1] == ("waiting", 7)


def test_a_wait_that_a_signal_ends() -> None:
    """Who is killed in a call waited up to then."""
    writer = RecordWriter()
    writer.make(PARENT, WORKER)
    writer.enter(WORKER, "clock_nanosleep", SLEEP)
    writer.say(PARENT, "meanwhile")
    writer.add(Exiting, WORKER, status=9)
    writer.add(Termination, WORKER, status=9)
    assert said(writer, pid=WORKER)[1:3] == [("sleeping", 3), ("exiting", 1)]


def test_repeated_looks() -> None:
    """Sleeps of a loop are counted as one call, and each is one in the lane."""
    writer = RecordWriter()
    for _ in range(3):
        writer.call(PARENT, "clock_nanosleep", SLEEP)
    assert [each for each in said(writer) if each[0] == "sleeping"] == [("sleeping", 1)] * 3


def test_the_end_of_a_thread_is_not_that_of_its_process() -> None:
    """Where the first one has ended the lane follows the other."""
    writer = RecordWriter()
    writer.make(PARENT, THREAD, how="thread")
    writer.add(Exiting, PARENT, status=0)
    writer.call(THREAD, "clock_nanosleep", SLEEP)
    writer.add(Exiting, THREAD, status=0)
    writer.add(Termination, THREAD, status=0)
    writer.add(Termination, PARENT, status=0)
    assert said(writer)[-4:] == [("running", 6), ("sleeping", 1), ("running", 1), ("exiting", 2)]


def test_stopped_in_a_wait() -> None:
    """Who is stopped in a call is stopped, and waits again when it goes on."""
    writer = RecordWriter()
    writer.enter(PARENT, "clock_nanosleep", SLEEP)
    writer.add(Stop, PARENT, signal="SIGSTOP")
    writer.add(Continue, PARENT)
    writer.leave(PARENT, "clock_nanosleep")
    assert said(writer)[-3:] == [("sleeping", 1), ("stopped", 1), ("sleeping", 1)]


def test_held_before_a_call_and_with_its_answer() -> None:
    """Who is held by a schedule neither runs nor waits, whatever it is about to do."""
    writer = RecordWriter()
    writer.add(Held, PARENT, name="0", rule=0)
    writer.add(Released, PARENT, name="0", rule=0, why="event")
    writer.call(PARENT, "clock_nanosleep", SLEEP)
    writer.add(Held, PARENT, name="0", rule=1)
    writer.add(Released, PARENT, name="0", rule=1, why="quiet")
    found = said(writer)
    held = [("held", 1), ("running", 1), ("sleeping", 1), ("running", 1), ("held", 1)]
    assert found[-len(held) :] == held


def test_held_at_its_exit() -> None:
    """A process whose thread is held before its end does not exit meanwhile; nor one cut short."""
    writer = RecordWriter()
    writer.make(PARENT, WORKER)
    writer.add(Exiting, WORKER, status=0)
    writer.add(Held, WORKER, name="0.1", rule=0)
    writer.say(PARENT, "meanwhile")
    assert said(writer, pid=WORKER)[-1][0] == "held"
    writer.add(Released, WORKER, name="0.1", rule=0, why="event")
    writer.add(Termination, WORKER, status=0)
    found = said(writer, pid=WORKER)
    assert found[1:4] == [("exiting", 1), ("held", 3), ("exiting", 1)]


def test_a_hold_of_another_thread() -> None:
    """The lane follows the first thread, so a hold of another one is none of it."""
    writer = RecordWriter()
    writer.make(PARENT, THREAD, how="thread")
    writer.add(Held, THREAD, name="0.1", rule=0)
    writer.say(PARENT, "meanwhile")
    writer.add(Released, THREAD, name="0.1", rule=0, why="quiet")
    assert "held" not in {doing for doing, _ in said(writer)}


def test_what_it_waits_for() -> None:
    """A lane says for which child a process waits, at what it reads, and what has stopped it."""
    writer = RecordWriter()
    writer.make(PARENT, WORKER)
    writer.read(PARENT)
    writer.exit(WORKER)
    writer.reap(PARENT)
    writer.add(Stop, PARENT, signal="SIGTSTP")
    writer.add(Continue, PARENT)
    found = [
        (each.call, each.for_process, each.object, each.signal)
        for each in segments(writer, PARENT, waits=True)
        if each.doing in ("waiting", "stopped")
    ]
    assert found == [
        ("read", None, PIPE, ""),
        ("wait4", WORKER, "", ""),
        ("", None, "", "SIGTSTP"),
    ]


def test_without_waits() -> None:
    """A recording that has no waits for locks has those that its notes tell of, at least."""
    writer = RecordWriter()
    writer.say(PARENT, "line")
    first, *_ = segments(writer, PARENT, [("lock.acquire", 0, 2 * MILLISECOND)], waits=False)
    assert (first.doing, first.call) == ("waiting", "lock.acquire")
