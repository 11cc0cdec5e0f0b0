"""Looks that found nothing yet, and handlers, on recordings of real programs."""

from pathlib import Path

import pytest
from command import traced
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Kind
from joinscope.vocabulary import Relation
from traced_program import c, python

pytestmark = traced
BEFORE = Relation.BEFORE
NOT_YET = BEFORE, Choice.NOT_YET

# A worker that waits until it may end; another process says "first" and looks at it, in vain, and
# ends. When it is seen in /proc that it has, which proves nothing, the worker ends, and "second" is
# said by who is told of that.
PROGRAM = """
import select, time
r, w = os.pipe()
worker = os.fork()
if worker == 0:
    os.close(w)
    os.read(r, 1)
    os._exit(0)
looker = os.fork()
if looker == 0:
    {look}
    os._exit(0)
while " Z " not in open(f"/proc/{{looker}}/stat").read():
    os.sched_yield()
os.write(w, b"x")
os.waitpid(worker, 0)
say("second")
os.waitpid(looker, 0)
"""
LOOKS = {
    "a poll of its pidfd": """
    descriptor = os.pidfd_open(worker)
    say("first")
    polls = select.poll()
    polls.register(descriptor, select.POLLIN)
    assert polls.poll(0) == []""",
    "a signal": """
    say("first")
    os.kill(worker, 0)""",
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_real_look_at_a_process_that_runs(look: str) -> None:
    """It is before the answer that tells of the end, by the kind of its own."""
    found = python(PROGRAM.format(look=look.lstrip("\n").lstrip()))
    assert (found.doubt(), found.way()) == (NOT_YET, {Kind.LOOK})


def test_real_look_at_a_child_that_runs() -> None:
    """A wait with WNOHANG that finds nothing is before what another is told by a pidfd."""
    found = python("""
import select
r, w = os.pipe()
told, tells = os.pipe()
looker = os.fork()
if looker == 0:
    worker = os.fork()
    if worker == 0:
        os.close(w)
        os.read(r, 1)
        os._exit(0)
    os.write(tells, str(worker).encode())
    say("first")
    assert os.waitpid(worker, os.WNOHANG) == (0, 0)
    os._exit(0)
descriptor = os.pidfd_open(int(os.read(told, 9)))
while " Z " not in open(f"/proc/{looker}/stat").read():
    os.sched_yield()
os.write(w, b"x")
polls = select.poll()
polls.register(descriptor, select.POLLIN)
polls.poll()
say("second")
os.waitpid(looker, 0)
""")
    assert (found.doubt(), found.way()) == (NOT_YET, {Kind.LOOK})


def test_real_look_for_a_signal() -> None:
    """One that has not come is sent later."""
    found = python("""
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
looker = os.fork()
if looker == 0:
    say("first")
    assert signal.sigtimedwait([signal.SIGUSR1], 0) is None
    os._exit(0)
while " Z " not in open(f"/proc/{looker}/stat").read():
    os.sched_yield()
os.kill(looker, signal.SIGUSR1)
say("second")
os.waitpid(looker, 0)
""")
    assert (found.doubt(), found.way()) == (NOT_YET, {Kind.LOOK})


def test_real_handlers(tmp_path: Path) -> None:
    """One that comes by luck is in no order with its thread, but before its end."""
    found = c(Path(__file__).parent / "programs" / "handlers.c", tmp_path)
    for text in ("in its place", "middle", "late"):
        assert found.relation("early", text) is BEFORE
    assert found.relation("in its place", "middle") is BEFORE
    assert found.doubt("middle", "by luck") == (BEFORE, Choice.INTERRUPTED)
    assert found.doubt("by luck", "late") == (BEFORE, Choice.INTERRUPTED)
    assert found.relation("by luck", "last") is BEFORE


def test_real_pidfd_of_clone(tmp_path: Path) -> None:
    """The descriptor that clone3(2) gives tells of the child's end as one of pidfd_open does."""
    source = tmp_path / "clone.c"
    source.write_text("""
#define _GNU_SOURCE
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
    int fd = -1;
    struct clone_args given = {
        .flags = CLONE_PIDFD, .pidfd = (uint64_t)&fd, .exit_signal = SIGCHLD};
    if (syscall(SYS_clone3, &given, sizeof given) == 0)
        _exit(write(1, "first\\n", 6) != 6);
    poll(&(struct pollfd){fd, POLLIN, 0}, 1, -1);
    return write(1, "second\\n", 7) != 7;
}
""")
    found = c(source, tmp_path)
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.PIDFD})
