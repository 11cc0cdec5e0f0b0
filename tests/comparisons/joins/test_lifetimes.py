"""What a process went through, from made records."""

import signal

import pytest
from joinscope.joins.account import Account
from joinscope.joins.lifetimes import Lifetime
from joinscope.recording.records import (
    Exiting,
    KillArguments,
    KilledProcess,
    LimitReached,
    Note,
    SignalReturnArguments,
    SleepArguments,
    Termination,
    WaitArguments,
    WaitResults,
)
from record_writer import OTHER, PARENT, PIPE, WORKER, RecordWriter

LOOK = WaitArguments("P_PID", WORKER, WORKER, ("WNOHANG",))
SLEEP = SleepArguments(1_000_000, until=False)


def lifetimes(writer: RecordWriter) -> list[Lifetime]:
    return list(Account.of(writer.records).lifetimes.all.values())


def names(life: Lifetime) -> list[str]:
    return [call.name for call in life.calls]


def test_looks_at_workers_that_run_are_counted() -> None:
    """With n workers there may be n * n of them; a look that found it ended is kept."""
    writer = RecordWriter()
    writer.make(PARENT, WORKER)
    for call in ("wait4", "waitid"):
        for _ in range(3):
            writer.call(PARENT, call, LOOK, 0)
    writer.exit(WORKER)
    # waitid returns 0 whatever it has found.
    writer.call(PARENT, "waitid", LOOK, 0, WaitResults(WORKER, reaped=True, status=0))
    parent, worker = lifetimes(writer)
    assert [(call.name, call.again) for call in parent.calls] == [
        ("clone", 0),
        ("wait4", 2),
        ("waitid", 2),
        ("waitid", 0),
    ]
    assert worker.reaped == writer.records[-1].time


def test_a_look_after_a_signal_is_another() -> None:
    """Looks are counted together only as long as nothing else happens in their process."""
    writer = RecordWriter()
    writer.make(PARENT, WORKER)
    writer.call(PARENT, "wait4", LOOK, 0)
    writer.call(PARENT, "kill", KillArguments(WORKER, 15), 0)
    writer.call(PARENT, "wait4", LOOK, 0)
    parent, _ = lifetimes(writer)
    assert [(call.name, call.again) for call in parent.calls] == [
        ("clone", 0),
        ("wait4", 0),
        ("kill", 0),
        ("wait4", 0),
    ]


def interrupted(error: str, action: str) -> list[bool]:
    """Of two equal sleeps, of which a signal interrupts the first: whether each goes on."""
    writer = RecordWriter()
    writer.make(PARENT, WORKER)
    writer.call(PARENT, "nanosleep", SLEEP, -1, error=error)
    writer.signal(PARENT, "SIGUSR1", signal.SIGUSR1, WORKER, action=action)
    if action == "handle":
        writer.enter(PARENT, "rt_sigreturn", SignalReturnArguments())
    writer.call(PARENT, "nanosleep", SLEEP, 0)
    parent, _ = lifetimes(writer)
    return [call.resumes is not None for call in parent.calls if call.name == "nanosleep"]


@pytest.mark.parametrize("error", ["ERESTARTNOHAND", "ERESTART_RESTARTBLOCK"])
def test_a_call_that_a_handler_has_ended(error: str) -> None:
    """After a handler the kernel does not restart these: the same call again is another one."""
    assert interrupted(error, "handle") == [False, False]
    assert interrupted(error, "ignore") == [False, True]
    assert interrupted("ERESTARTSYS", "handle") == [False, True]


def test_how_it_ended() -> None:
    """Its exit code is that of its first thread; it is at its end with the last of them."""
    writer = RecordWriter()
    writer.make(PARENT, WORKER)
    writer.make(WORKER, OTHER, "thread")
    for tid, status in ((WORKER, signal.SIGTERM), (OTHER, 3 << 8)):
        writer.add(Exiting, tid, status=status)
        writer.add(Termination, tid, status=status)
    _, worker = lifetimes(writer)
    assert (worker.status, worker.end) == (-signal.SIGTERM, writer.records[-1].time)
    assert worker.exiting is not None
    assert not worker.signalled
    writer.signal(PARENT, "SIGCHLD", signal.SIGCHLD, WORKER, action="default")
    assert lifetimes(writer)[1].signalled
    assert not lifetimes(writer)[1].killed


def test_what_is_cut_short() -> None:
    """At a limit the calls that go on are known, and who is then killed."""
    writer = RecordWriter()
    writer.make(PARENT, WORKER)
    writer.waits(PARENT)
    writer.reads(WORKER, PIPE)
    account = Account.of(writer.records)
    account.add(LimitReached(time=50, what="deadline"))
    account.add(KilledProcess(time=51, pid=WORKER, command="x"))
    parent, worker = account.lifetimes.all.values()
    assert [call.name for call in account.lifetimes.cut] == ["wait4", "read"]
    assert (parent.killed, worker.killed) == (False, True)
    (join,) = account.joins
    hanging = join.calls.hanging(account.lifetimes)
    assert hanging is account.lifetimes.cut[0]
    assert (hanging.end, hanging.result, hanging.error) == (None, None, None)
    assert (join.told, join.exit_code) == (None, None)


def test_what_is_made_behind_a_limit() -> None:
    """Who is seen only when all are being killed is killed as well, not ended by a signal."""
    writer = RecordWriter()
    account = Account.of(writer.records)
    account.add(LimitReached(time=50, what="deadline"))
    account.add(KilledProcess(time=51, pid=WORKER, command="x"))
    known = len(writer.records)
    writer.make(PARENT, WORKER)
    for record in writer.records[known:]:
        account.add(record)
    parent, worker = account.lifetimes.all.values()
    assert (parent.killed, worker.killed) == (False, True)


def test_joins_that_are_noted() -> None:
    """The calls within a join() are found by the frames that are noted around them."""
    writer = RecordWriter()
    writer.make(PARENT, WORKER)
    head = "def 0 1 <module>\t/a.py\ndef 1 7 BaseProcess.join\t/lib.py\n"
    writer.add(Note, PARENT, text=f"{head}call 0 0 0\nabout {WORKER}\ncall 4 1 12\n")
    writer.exit(WORKER)
    writer.reap(PARENT)
    writer.add(Note, PARENT, text="done 90\n")
    account = Account.of(writer.records)
    (join_call,) = account.lifetimes.join_calls
    assert (join_call.pid, join_call.process.pid) == (WORKER, PARENT)
    (join,) = account.joins
    assert join.calls.join_calls == [join_call]
    assert [call.name for call in join_call.calls] == ["wait4"]
    assert join.calls.waits == join_call.calls
