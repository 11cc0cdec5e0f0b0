"""Programs in which nothing can happen any more: each is told to stand still, long before its end.

The deadline is far away, so that nothing but a standstill ends them.
"""

import sys

import pytest
from joinscope.recording import watch
from joinscope.recording.environment import controlled
from joinscope.recording.recorders import syscalls
from joinscope.recording.recording import Recording
from joinscope.recording.runner import Surroundings, record
from joinscope.vocabulary import Evidence

if syscalls.refusal() is not None:
    collect_ignore = [__file__]

STANDING = {
    "own pipe": "import os; os.read(os.pipe()[0], 1)",
    "own pipe, polled": "import os, select; select.select([os.pipe()[0]], [], [])",
    # Once the child has ended, the kernel goes on with poll by restart_syscall.
    "own pipe, polled, restarted": (
        "import os, select, time\np, e = select.poll(), os.pipe()[0]\np.register(e, 1)\n"
        "if os.fork(): p.poll()\n"
        "while open(f'/proc/{os.getppid()}/stat').read().rpartition(')')[2].split()[0] != 'S':\n"
        " time.sleep(0.01)"
    ),
    "own pipe, by epoll": (
        "import os, select; e = select.epoll(); e.register(os.pipe()[0], 1); e.poll()"
    ),
    "full pipe": "import os; r, w = os.pipe(); os.write(w, b'x' * 100000)",
    "own socket": "import socket; a, b = socket.socketpair(); a.recv(1)",
    "no signal": "import signal; signal.pause()",
    "locked twice": "import threading; x = threading.Lock(); x.acquire(); x.acquire()",
    "nobody sets it": "import threading; threading.Event().wait()",
    "a thread waits": (
        "import threading\nx = threading.Thread(target=threading.Event().wait)\nx.start()\nx.join()"
    ),
    "child of fork": "import os, signal\nif os.fork(): os.wait()\nsignal.pause()",
    "shared lock": (
        "import multiprocessing as m\nc = m.get_context('fork')\nx = c.Lock()\nx.acquire()\n"
        "w = c.Process(target=x.acquire)\nw.start()\nw.join()"
    ),
    "shared lock of spawn": (
        "import multiprocessing as m, operator\nc = m.get_context('spawn')\nx = c.Lock()\n"
        "x.acquire()\nw = c.Process(target=operator.methodcaller('acquire'), args=(x,))\n"
        "w.start()\nw.join()"
    ),
    "queue": (
        "import multiprocessing as m\nc = m.get_context('fork')\nq = c.Queue()\n"
        "w = c.Process(target=q.put, args=('x' * 1000000,))\nw.start()\nw.join()"
    ),
    "fork server": (
        "import multiprocessing as m, operator\nc = m.get_context('forkserver')\nx = c.Lock()\n"
        "x.acquire()\nw = c.Process(target=operator.methodcaller('acquire'), args=(x,))\n"
        "w.start()\nw.join()"
    ),
    "wait behind a shell": (
        "import subprocess\n"
        "subprocess.Popen('seq 100000; echo', shell=True, stdout=subprocess.PIPE).wait()"
    ),
    "pool": (
        "import multiprocessing as m, signal\n"
        "with m.get_context('fork').Pool(2) as p: p.apply(signal.pause)"
    ),
}


def ran(
    codes: list[str], *, deadline: float = 60.0, evidence: Evidence = "syscalls"
) -> list[Recording]:
    """What pieces of Python did, all at the same time."""
    return record(
        [[sys.executable, "-c", code] for code in codes],
        through=["pipe"] * len(codes),
        deadline=deadline,
        evidence=evidence,
        surroundings=Surroundings(controlled()),
    )


def test_what_stands_still_is_told() -> None:
    """Each of them is ended at its standstill, and it is known who waited for whom."""
    found = dict(zip(STANDING, ran(list(STANDING.values())), strict=True))
    assert {name: each.limit for name, each in found.items()} == dict.fromkeys(
        STANDING, "standstill"
    )
    for each in found.values():
        assert each.hang is not None
        assert each.pid is not None
        chain = each.hang.chain(each.pid)
        assert chain is not None
        assert chain.end in ("cycle", "nobody")
        assert each.hang.stuck(chain.waiters[0].tid)


def test_it_is_told_within_two_seconds() -> None:
    """By what is waited for between the looks, of which there are at most two more than needed."""
    assert watch.STILL + 2 * watch.INTERVAL < 2.0


@pytest.mark.parametrize(
    "code",
    [
        "import os, signal; signal.alarm(100); os.read(os.pipe()[0], 1)",
        "import os, signal; signal.signal(15, print); os.read(os.pipe()[0], 1)",
        "import time; time.sleep(100)",
    ],
)
def test_what_may_be_woken_goes_on_to_the_deadline(code: str) -> None:
    """A timer, a handler, a time: whatever might end the wait forbids to call it stuck."""
    (found,) = ran([code], deadline=4.0)
    assert found.limit == "deadline"
    assert found.hang is not None


def test_without_a_tracer_no_standstill_is_told() -> None:
    """A timer that is set would not be known of, and so it may be."""
    (found,) = ran([STANDING["own pipe"]], deadline=4.0, evidence="output")
    assert found.limit == "deadline"
