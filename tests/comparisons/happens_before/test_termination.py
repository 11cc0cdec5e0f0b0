"""Edges of waiting: what a call that tells of an end comes after."""

from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.graph import Kind
from joinscope.recording.records import Termination, WaitResults
from record_writer import BEFORE, CONCURRENT, OTHER, PARENT, UNKNOWN, WORKER, RecordWriter


def test_reap(two: RecordWriter) -> None:
    """What a worker did is before the call that reaped it returns."""
    two.say(WORKER, "first")
    two.exit(WORKER)
    two.reap(PARENT)
    two.say(PARENT, "second")
    assert (two.relation(), two.kinds()) == (BEFORE, {Kind.REAP})


def test_reap_of_a_killed_worker(two: RecordWriter) -> None:
    """A worker that was killed while it was stopped shows its termination only."""
    two.say(WORKER, "first")
    two.add(Termination, WORKER, status=9)
    two.reap(PARENT)
    two.say(PARENT, "second")
    assert (two.relation(), two.kinds()) == (BEFORE, {Kind.REAP})


def test_no_reap(two: RecordWriter) -> None:
    """Without the wait they are concurrent, though one was always seen first."""
    two.say(WORKER, "first")
    two.exit(WORKER)
    two.say(PARENT, "second")
    assert two.relation() is CONCURRENT


def test_reap_of_another(three: RecordWriter) -> None:
    """Reaping one worker says nothing of another."""
    three.say(OTHER, "first")
    three.exit(OTHER, WORKER)
    three.reap(PARENT)
    three.say(PARENT, "second")
    assert three.relation() is CONCURRENT


def test_reap_waits_for_every_thread(writer: RecordWriter) -> None:
    """A process can be reaped only when all its threads have ended."""
    writer.make(PARENT, WORKER)
    writer.make(WORKER, OTHER, "thread")
    writer.say(OTHER, "first")
    writer.exit(WORKER, OTHER)
    writer.reap(PARENT)
    writer.say(PARENT, "second")
    assert writer.relation() is BEFORE


def test_nohang_without_a_child(two: RecordWriter) -> None:
    """A wait that had nothing to tell carries no order."""
    two.say(WORKER, "first")
    two.waits(PARENT, options=["WNOHANG"])
    two.leave(PARENT, "wait4", 0)
    two.exit(WORKER)
    two.say(PARENT, "second")
    assert two.relation() is CONCURRENT


def test_wnowait(two: RecordWriter) -> None:
    """A look with WNOWAIT reaps nobody, and is after the end all the same."""
    two.say(WORKER, "first")
    two.exit(WORKER)
    two.waits(PARENT, options=["WEXITED", "WNOWAIT"], call="waitid")
    two.leave(PARENT, "waitid", 0, WaitResults(WORKER, reaped=False, status=0))
    two.say(PARENT, "second")
    assert (two.relation(), two.kinds()) == (BEFORE, {Kind.WAITED})
    assert HappensBefore.of(two.records).reaps == []


def test_wait_for_a_stopped_child(two: RecordWriter) -> None:
    """A wait that told of a stop proves no end."""
    two.say(WORKER, "first")
    two.stop(WORKER)
    two.waits(PARENT)
    two.leave(PARENT, "wait4", WORKER, WaitResults(WORKER, reaped=False, status=0x137F))
    two.say(PARENT, "second")
    assert two.relation() is UNKNOWN


def test_sigchld_ignored(two: RecordWriter) -> None:
    """Where SIGCHLD is ignored the wait fails, after all children have ended."""
    two.say(WORKER, "first")
    two.waits(PARENT)
    two.exit(WORKER)
    two.leave(PARENT, "wait4", -1, error="ECHILD")
    two.say(PARENT, "second")
    assert (two.relation(), two.kinds()) == (BEFORE, {Kind.GONE})


def test_no_such_child(three: RecordWriter) -> None:
    """ECHILD for somebody else's process says nothing of a child."""
    three.say(OTHER, "first")
    three.exit(OTHER)
    three.waits(PARENT, 999)
    three.leave(PARENT, "wait4", -1, error="ECHILD")
    three.say(PARENT, "second")
    assert three.relation() is CONCURRENT


def test_wclone_says_nothing(two: RecordWriter) -> None:
    """ECHILD with __WCLONE does not speak of children that signal SIGCHLD."""
    two.say(WORKER, "first")
    two.exit(WORKER)
    two.waits(PARENT, None, options=["__WCLONE"])
    two.leave(PARENT, "wait4", -1, error="ECHILD")
    two.say(PARENT, "second")
    assert two.relation() is CONCURRENT
