"""Each kind of edge, on a recording of a real program; and that it is not where nothing orders.

In most programs a worker says "first", and the parent says "early" before, and "second" after what
tells it of the worker.
"""

from pathlib import Path

import pytest
from command import traced
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Kind
from joinscope.vocabulary import Relation
from traced_program import Traced, c, python

pytestmark = traced
PROGRAMS = Path(__file__).with_name("programs")
BEFORE, CONCURRENT, UNKNOWN = Relation.BEFORE, Relation.CONCURRENT, Relation.UNKNOWN

WORKER = """
r, w = os.pipe()
pid = os.fork()
if pid == 0:
    os.close(r)
    say("first")
    {does}
    os._exit(0)
os.close(w)
say("early")
{waits}
say("second")
os.waitpid(pid, 0)
"""


def worker(does: str, waits: str) -> Traced:
    """A worker that does something, and a parent that waits for it in some way."""
    return python(WORKER.format(does=does, waits=waits))


def test_real_program_order() -> None:
    """The calls of a thread are in its order; those of two processes are not."""
    found = worker("say('then')", "say('early too')")
    assert found.relation("first", "then") is BEFORE
    assert found.relation("early", "early too") is BEFORE
    assert found.relation("first", "early") is CONCURRENT
    # Kind.PROGRAM is no edge: what is left of the path without it is nothing.
    assert found.kinds("first", "then") == set()


def test_real_reap() -> None:
    """waitpid() returns after all that its child did."""
    found = worker("pass", "os.waitpid(pid, 0); pid = os.fork() or os._exit(0)")
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.REAP})
    assert found.relation("first", "early") is CONCURRENT


def test_real_wait_without_reaping() -> None:
    """So does waitid() with WNOWAIT, which leaves the zombie."""
    found = worker("pass", "os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)")
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.WAITED})
    assert found.relation("first", "early") is CONCURRENT


def test_real_gone() -> None:
    """Where SIGCHLD is ignored waitpid() fails, but only once all children have ended."""
    found = python("""
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
def wait(pid):
    try: os.waitpid(pid, 0)
    except ChildProcessError: return
    raise SystemExit(1)
pid = os.fork()
if pid == 0:
    say("first")
    os._exit(0)
wait(1)  # not a child of ours
say("early")
wait(pid)
say("second")
""")
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.GONE})
    assert found.relation("first", "early") is CONCURRENT


def test_real_data() -> None:
    """A read returns after the write of its bytes began."""
    found = worker("os.write(w, b'x'); say('later')", "assert os.read(r, 1) == b'x'")
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.DATA})
    assert found.relation("first", "early") is CONCURRENT
    assert found.relation("later", "second") is CONCURRENT


def test_real_ready() -> None:
    """So does a poll that reports them."""
    found = python("""
import select
r, w = os.pipe()
pid = os.fork()
if pid == 0:
    say("first")
    os.write(w, b"x")
    say("later")
    os._exit(0)
say("early")
poll = select.poll()
poll.register(r, select.POLLIN)
poll.poll()  # a writing end is open here, too: no hang-up is reported
say("second")
os.waitpid(pid, 0)
""")
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.READY})
    assert found.relation("first", "early") is CONCURRENT
    assert found.relation("later", "second") is CONCURRENT


def test_real_end_of_file() -> None:
    """A read returns 0 after the last writing end was let go of."""
    found = worker("os.close(w); say('later')", "assert os.read(r, 1) == b''")
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.EOF})
    assert found.relation("first", "early") is CONCURRENT
    assert found.relation("later", "second") is CONCURRENT


def test_real_hang_up() -> None:
    """So does a poll that reports POLLHUP."""
    poll = "import select; p = select.poll(); p.register(r, 0); p.poll()"
    found = worker("os.close(w); say('later')", poll)
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.HANGUP})
    assert found.relation("first", "early") is CONCURRENT
    assert found.relation("later", "second") is CONCURRENT


def test_real_broken_pipe() -> None:
    """A write fails with EPIPE after the last reading end was let go of."""
    found = python("""
r, w = os.pipe()
pid = os.fork()
if pid == 0:
    os.close(w)
    say("first")
    os.close(r)
    say("later")
    os._exit(0)
os.close(r)
say("early")
try:
    while True: os.write(w, b"x" * 65536)
except BrokenPipeError: pass
say("second")
os.waitpid(pid, 0)
""")
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.BROKEN})
    assert found.relation("first", "early") is CONCURRENT
    assert found.relation("later", "second") is CONCURRENT


def test_real_pidfd() -> None:
    """A pidfd is readable once its process has ended."""
    poll = "import select; p = select.poll(); p.register(os.pidfd_open(pid), 1); p.poll()"
    found = worker("pass", poll)
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.PIDFD})
    assert found.relation("first", "early") is CONCURRENT


def test_real_creation() -> None:
    """What was before the fork is before the child; what its parent does then is not."""
    found = python("""
say("first")
pid = os.fork()
if pid == 0:
    say("second")
    os._exit(0)
say("later")
os.waitpid(pid, 0)
""")
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.CREATION})
    assert found.relation("later", "second") is CONCURRENT


def test_real_vfork(tmp_path: Path) -> None:
    """vfork() returns after its child has executed another program, which then goes its way."""
    found = c(PROGRAMS / "vfork.c", tmp_path)
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.RELEASE})
    assert found.relation("later", "second") is CONCURRENT


@pytest.mark.parametrize("by", ["the leader", "another thread"])
def test_real_exec(by: str) -> None:
    """An exec ends the other threads: it comes after all that they did."""
    found = python(f"""
import _thread
r, w = os.pipe()
done, other = [], {by == "another thread"}
def stay():
    say("first")
    done.append(1)
    os.read(r, 1)
def execute():
    while not done: pass
    say("early")
    os.execl("/bin/echo", "echo", "second")
_thread.start_new_thread(execute if other else stay, ())
stay() if other else execute()
""")
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.EXEC})
    assert found.relation("first", "early") is UNKNOWN  # threads share memory: Kind.MAY


def test_real_possession() -> None:
    """Who is passed a descriptor has it after its object was made, whoever else sends something."""
    found = python("""
import socket
one, other = socket.socketpair()
other.setsockopt(socket.SOL_SOCKET, 42, 0)  # SO_PEEK_OFF: nobody knows what is read from here
pid = os.fork()
if pid == 0:
    socket.recv_fds(other, 1, 1)
    say("second")
    os._exit(0)
say("first")
r, w = os.pipe()
say("later")
socket.send_fds(one, [b"x"], [r])
os.waitpid(pid, 0)
""")
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.POSSESSION})
    assert found.relation("later", "second") is UNKNOWN  # what comes with the bytes


def test_real_signal() -> None:
    """A signal that is waited for is taken after kill() began."""
    found = python("""
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
parent, pid = os.getpid(), os.fork()
if pid == 0:
    say("first")
    os.kill(parent, signal.SIGUSR1)
    say("later")
    os._exit(0)
say("early")
signal.sigwait([signal.SIGUSR1])
say("second")
os.waitpid(pid, 0)
""")
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.SIGNAL})
    assert found.relation("later", "second") is CONCURRENT


def test_real_child_signal() -> None:
    """SIGCHLD that is waited for is taken after the child has ended."""
    found = python("""
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
pid = os.fork()
if pid == 0:
    say("first")
    os._exit(0)
say("early")
signal.sigwait([signal.SIGCHLD])
say("second")
os.waitpid(pid, 0)
""")
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.CHILD_SIGNAL})
    assert found.relation("first", "early") is CONCURRENT


def test_real_may() -> None:
    """Threads share memory, which carries order that no call shows; processes have their own."""
    found = python("""
import _thread
done = []
def run():
    say("first")
    done.append(1)
_thread.start_new_thread(run, ())
while not done: pass
say("second")
pid = os.fork()
if pid == 0:
    say("alone")
    os._exit(0)
say("beside")
os.waitpid(pid, 0)
""")
    assert found.relation() is UNKNOWN  # Kind.MAY
    assert found.relation("alone", "beside") is CONCURRENT


@traced
def test_real_look() -> None:
    """A read that finds nothing is before what the writer does after the write, by a choice."""
    found = python("""
r, w = os.pipe()
os.set_blocking(r, False)
pid = os.fork()
if pid == 0:
    say("first")
    try:
        os.read(r, 1)
    except BlockingIOError:
        say("nothing")
    os._exit(0)
while not os.path.exists(f"/proc/{pid}") or " Z " not in open(f"/proc/{pid}/stat").read():
    os.sched_yield()
say("early")
os.write(w, b"x")
say("second")
os.waitpid(pid, 0)
""")
    assert (found.doubt(), found.way()) == ((BEFORE, Choice.NOT_YET), {Kind.LOOK})
    assert found.relation("first", "early") in {CONCURRENT, UNKNOWN}  # it looked at /proc
