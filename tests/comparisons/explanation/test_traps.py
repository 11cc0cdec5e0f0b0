"""Each known trap is noted for a program that runs into it, and for none that does not."""

import pytest
from joinscope.explanation.known_traps import (
    DaemonTerminated,
    EndedBySignal,
    FullPipe,
    JoinedAtExit,
    JoinedByStranger,
    NeverReaped,
    NoStatusInPipe,
    SentinelHeld,
    StatusIgnored,
    StatusTakenByCall,
    StatusTakenByThread,
    StatusTruncated,
    TimedOut,
    TimeoutIgnored,
    Trap,
)
from run_explained import METHODS, explain, program

BOTH = ("fork", "spawn")


@pytest.mark.parametrize(
    ("trap", "into", "past", "methods"),
    [
        (TimeoutIgnored, "execs.py", "join.py", ("fork",)),
        (TimeoutIgnored, "closes.py", "times_out.py", BOTH),
        (TimedOut, "times_out.py", "closes.py", METHODS),
        (SentinelHeld, "grandchild.py", "grandchild.py past", BOTH),
        (StatusIgnored, "ignored.py", "join.py", BOTH),
        (StatusTakenByCall, "stolen.py", "joined_twice.py", BOTH),
        (StatusTakenByThread, "joined_twice.py", "joined_twice.py past", BOTH),
        (NoStatusInPipe(taken=True), "joined_twice.py", "joined_twice.py past", ("forkserver",)),
        (JoinedByStranger(refused=True), "stranger.py", "nested.py", ("fork",)),
        (JoinedByStranger(refused=False), "stranger.py -O", "nested.py -O", ("fork",)),
        (NeverReaped, "zombie.py", "zombie.py past", ("fork",)),
        (JoinedAtExit, "at_exit.py", "join.py", METHODS),
        (EndedBySignal, "killed.py", "join.py", METHODS),
        (StatusTruncated(300, 44), "killed.py", "at_exit.py", METHODS),
        (DaemonTerminated, "daemon.py", "at_exit.py", METHODS),
        (FullPipe(queue=True), "queue_full.py", "queue_full.py past", BOTH),
        (FullPipe, "queue_full.py", "never_ends.py past", ("fork",)),
    ],
)
def test_trap(trap: type | Trap, into: str, past: str, methods: tuple[str, ...]) -> None:
    """It is told of a program that runs into it, whatever its facts or with these."""
    for method in methods:
        assert is_in(trap, traps(into, method))
    assert not is_in(trap, traps(past, methods[0]))


def is_in(trap: type | Trap, found: list[Trap]) -> bool:
    return any(type(each) is trap or each == trap for each in found)


def traps(words: str, method: str) -> list[Trap]:
    """The traps that a program ran into; -O is for Python."""
    name, *arguments = words.split()
    optimized = "-O" in arguments
    arguments = [each for each in arguments if each != "-O"]
    return explain(program(name, *arguments, method=method, optimized=optimized)).traps


def test_a_pipe_read_under_fork_server() -> None:
    """Under a fork server the status is not lost where SIGCHLD is ignored."""
    assert traps("ignored.py", "forkserver") == []


def test_what_the_recorder_ends() -> None:
    """A worker that the recorder had to kill did not end by a signal."""
    explained = explain(program("never_ends.py", "until it is too much"))
    (join,) = explained.joins
    assert (join.ending, join.traps) == (None, ())
