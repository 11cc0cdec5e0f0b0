"""A call that goes on after a stop has the name that the program called it by."""

import sys

import joinscope
from command import traced
from joinscope.vocabulary import Relation

PROGRAM = """
import os, select, signal

def state(pid):
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rpartition(")")[2].split()[0]

reader, writer = os.pipe()
parent = os.getpid()
if os.fork() == 0:
    os.close(reader)
    while state(parent) != "S":
        pass
    os.kill(parent, signal.SIGSTOP)
    while state(parent) not in "Tt":
        pass
    os.kill(parent, signal.SIGCONT)
    os.write(1, b"worker\\n")
    os._exit(0)
os.close(writer)
poll = select.poll()
poll.register(reader)
poll.poll()
os.write(1, b"parent\\n")
"""


@traced
def test_a_poll_that_was_stopped() -> None:
    """The kernel goes on with it by restart_syscall, which nobody has called."""
    recording = joinscope.record([sys.executable, "-c", PROGRAM])
    found = recording.order.relation("worker", "parent")
    assert found.relation is Relation.BEFORE
    assert found.path is not None
    calls = [hop.call for hop in found.path.hops]
    assert calls in (["write", "", "poll", "write"], ["write", "", "ppoll", "write"])
