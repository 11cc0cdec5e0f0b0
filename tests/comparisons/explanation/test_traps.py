"""Each known trap is noted for a program that runs into it, and for none that does not."""

import pytest
from run_explained import METHODS, explain, program

BOTH = ("fork", "spawn")


@pytest.mark.parametrize(
    ("trap", "into", "past", "methods"),
    [
        ("The timeout did not hold", "execs.py", "join.py", ("fork",)),
        ("The timeout did not hold", "closes.py", "times_out.py", BOTH),
        ("gave up after", "times_out.py", "closes.py", METHODS),
        ("still held the sentinel", "grandchild.py", "grandchild.py past", BOTH),
        ("SIGCHLD is ignored", "ignored.py", "join.py", BOTH),
        ("taken by another call of the parent", "stolen.py", "joined_twice.py", BOTH),
        ("Two threads waited for it", "joined_twice.py", "joined_twice.py past", BOTH),
        ("another join() had taken it", "joined_twice.py", "joined_twice.py past", ("forkserver",)),
        ("not its parent: AssertionError", "stranger.py", "nested.py", ("fork",)),
        ("with asserts off", "stranger.py -O", "nested.py -O", ("fork",)),
        ("stayed a zombie", "zombie.py", "zombie.py past", ("fork",)),
        ("multiprocessing did, when", "at_exit.py", "join.py", METHODS),
        ("A signal ended it", "killed.py", "join.py", METHODS),
        ("It exited with 300", "killed.py", "at_exit.py", METHODS),
        ("It is a daemon", "daemon.py", "at_exit.py", METHODS),
        ("room in the pipe of its queue", "queue_full.py", "queue_full.py past", BOTH),
        ("room in the pipe", "queue_full.py", "never_ends.py past", ("fork",)),
    ],
)
def test_trap(trap: str, into: str, past: str, methods: tuple[str, ...]) -> None:
    """The note says what the run shows."""
    for method in methods:
        assert trap in noted(into, method)
    assert trap not in noted(past, methods[0])


def noted(words: str, method: str) -> str:
    """The notes about a program; -O is for Python."""
    name, *arguments = words.split()
    optimized = "-O" in arguments
    arguments = [each for each in arguments if each != "-O"]
    return explain(program(name, *arguments, method=method, optimized=optimized)).notes


def test_a_pipe_read_under_fork_server() -> None:
    """Under a fork server the status is not lost where SIGCHLD is ignored."""
    assert noted("ignored.py", "forkserver") == ""


def test_what_the_recorder_ends() -> None:
    """A worker that the recorder had to kill did not end by a signal."""
    explained = explain(program("never_ends.py", "until it is too much"))
    (join,) = explained.joins
    assert (join.status, join.exitcode, join.notes) == ("did not end", None, ())
