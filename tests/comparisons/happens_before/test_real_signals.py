"""Which signals are messages and which come anywhere, on recordings of real programs."""

from pathlib import Path

import pytest
from command import traced
from joinscope.happens_before.graph import Kind
from joinscope.vocabulary import Relation
from traced_program import c, python

pytestmark = traced
BEFORE, CONCURRENT, UNKNOWN = Relation.BEFORE, Relation.CONCURRENT, Relation.UNKNOWN
PROGRAMS = Path(__file__).parent / "programs"

WORKERS = """
signal.signal(signal.SIGUSR1, lambda *_: None)
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1, signal.SIGALRM])
parent = os.getpid()
def worker(name):
    pid = os.fork()
    if pid == 0:
        say(name)
        os.kill(parent, signal.SIGUSR1)
        say("later")
        os._exit(0)
    return pid
"""


def test_real_signals_in_c(tmp_path: Path) -> None:
    """sigsuspend, pause, and a read from a signalfd wait for a signal as sigwait does."""
    found = c(
        PROGRAMS / "signals.c", tmp_path, lookups=True
    )  # without, who looks into /proc is suspected
    for way in ("sigsuspend", "pause", "signalfd"):
        assert (found.relation(f"before {way}", f"after {way}"), way) == (BEFORE, way)
        assert found.kinds(f"before {way}", f"after {way}") == {Kind.SIGNAL}
        assert found.relation(f"later than {way}", f"after {way}") is CONCURRENT
    assert found.relation("before SIGCONT", "after SIGCONT") is BEFORE
    assert found.relation("before SIGKILL", "after SIGKILL") is BEFORE
    assert found.relation("before the handler", "after the handler") is UNKNOWN


def test_real_signals_of_two() -> None:
    """Of two workers that send a signal either may be the first."""
    found = python(
        WORKERS
        + """
pids = worker("first"), worker("first too")
signal.sigwait([signal.SIGUSR1])
say("second")
for pid in pids: os.waitpid(pid, 0)
"""
    )
    assert found.relation() is UNKNOWN
    assert found.relation("first too", "second") in {UNKNOWN, CONCURRENT}


@pytest.mark.parametrize("wait", ["[signal.SIGUSR1, signal.SIGUSR2]", "[signal.SIGUSR1], 60"])
def test_real_wait_that_may_end_otherwise(wait: str) -> None:
    """A wait for several signals, or for a while, could have ended without this one."""
    call = f"signal.{'sigtimedwait' if '60' in wait else 'sigwait'}({wait})"
    found = python(
        WORKERS
        + f"""
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])
pid = worker("first")
{call}
say("second")
os.waitpid(pid, 0)
"""
    )
    assert found.relation() is UNKNOWN


def test_real_timer() -> None:
    """Who waits for a timer of its own waits for nobody."""
    found = python(
        WORKERS
        + """
pid = worker("first")
signal.setitimer(signal.ITIMER_REAL, 0.2)
signal.sigwait([signal.SIGALRM])
say("second")
os.waitpid(pid, 0)
"""
    )
    assert found.relation() is CONCURRENT
