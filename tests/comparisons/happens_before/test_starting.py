"""start()'s axiom: what its polls have told is no reason for the worker that it starts."""

import sys

import pytest
from command import traced
from joinscope.happens_before.choices import Choice
from joinscope.recording.records import LookupArguments
from record_writer import BEFORE, CONCURRENT, OTHER, PARENT, UNKNOWN, WORKER, RecordWriter
from traced_program import SAY, python, trace

SENTINEL, DATA = "pipe:[31]", "pipe:[32]"


def polled(
    *between: str, pipes: int = 2, program: tuple[str, ...] = ("python3.11", "mine.py")
) -> RecordWriter:
    """A worker has ended when the parent polls it; then come these calls, and it forks another."""
    writer = RecordWriter()
    writer.executed(PARENT, f"/usr/bin/{program[0]}", program)
    writer.make(PARENT, WORKER)
    writer.say(WORKER, "first")
    writer.exit(WORKER)
    writer.waits(PARENT, WORKER, options=["WNOHANG"])
    writer.leaves_wait(PARENT, WORKER)
    for call in between:
        writer.call(PARENT, call, LookupArguments(()), PARENT)
    for name in (SENTINEL, DATA)[:pipes]:
        writer.pipe(PARENT, name)
    writer.make(PARENT, OTHER)
    writer.say(OTHER, "second")
    writer.say(PARENT, "third")
    return writer


def test_a_poll_of_start() -> None:
    """The next worker would have been started as well; the parent has learned of the end."""
    writer = polled()
    assert writer.relation() is CONCURRENT
    assert writer.doubt("first", "third") == (BEFORE, Choice.NON_BLOCKING)


@pytest.mark.parametrize(("between", "pipes"), [(("getpid",), 2), ((), 1), ((), 0)])
def test_a_poll_of_the_program(between: tuple[str, ...], pipes: int) -> None:
    """Behind it start() asks for its PID; and who forks without start() makes no two pipes."""
    writer = polled(*between, pipes=pipes)
    assert writer.relation() is UNKNOWN
    assert writer.doubt() == (BEFORE, Choice.NON_BLOCKING)


@pytest.mark.parametrize("program", [("mine",), ("python3.11", "-O", "mine.py")])
def test_a_poll_of_another_program(program: tuple[str, ...]) -> None:
    """A program in C may do so for its own reasons; -O leaves out by what start() is known."""
    writer = polled(program=program)
    assert writer.doubt() == (BEFORE, Choice.NON_BLOCKING)


WORKERS = """
import multiprocessing, time
context = multiprocessing.get_context("fork")
one, other = (context.Process(target=say, args=(each,)) for each in ("first", "second"))
one.start()
"""


def test_real_poll_of_start() -> None:
    """The first worker has most likely ended when the second one is started."""
    found = python(WORKERS + "time.sleep(0.3); other.start(); one.join(); other.join()")
    assert found.relation() is CONCURRENT


@pytest.mark.parametrize("poll", ["one.is_alive()", "one.exitcode is None"])
def test_real_poll_of_the_program(poll: str) -> None:
    """A second worker that is started because the first one has ended comes after it, by that."""
    found = python(WORKERS + f"while {poll}: pass\nother.start(); other.join()")
    assert found.doubt() == (BEFORE, Choice.NON_BLOCKING)


def test_real_poll_without_assertions() -> None:
    """Under -O it cannot be told which of the two has polled."""
    code = SAY + WORKERS + "while one.is_alive(): pass\nother.start(); other.join()"
    found = trace([sys.executable, "-S", "-I", "-O", "-c", code])
    assert found.doubt() == (BEFORE, Choice.NON_BLOCKING)


SUBPROCESS = """
import subprocess
one = subprocess.Popen(["echo", "first"])
while one.poll() is None: pass
subprocess.Popen(["echo", "second"], stdin=subprocess.PIPE, {how}).wait()
"""


@traced
@pytest.mark.parametrize("how", ["", "preexec_fn=lambda: None"])
def test_real_poll_of_subprocess(how: str) -> None:
    """It makes two pipes, and forks, too; but then its child executes another program."""
    found = python(SUBPROCESS.format(how=how))
    assert found.doubt() == (BEFORE, Choice.NON_BLOCKING)


def test_a_poll_before_an_exec() -> None:
    """Who executes a program is no worker of start()."""
    writer = polled()
    writer.executes(OTHER)
    writer.executed(OTHER, "/bin/echo", ("echo",))
    writer.say(OTHER, "fourth")
    assert writer.relation() is CONCURRENT
    assert writer.doubt("first", "fourth") == (BEFORE, Choice.NON_BLOCKING)
