"""Frames from notes, note by note."""

import pytest
from joinscope import limits
from joinscope.recording.call_stacks import Calls, Frame, Function, from_lines

HEAD = "def 0 1 <module>\t/a b.py\ndef 1 7 BaseProcess.join\t/lib.py\ndef 2 0 posix.waitpid\t\n"
JOIN = "call 0 0 0\nabout 42\ncall 10 1 12\ncall 20 2 30\n"


def names(frame: Frame | None) -> list[str]:
    return [each.function.name for each in frame.inwards()] if frame else []


def test_nested() -> None:
    """A frame is entered from a line of the one outside of it, and the innermost is left first."""
    calls = Calls()
    calls.take(1, HEAD + JOIN)
    inner = calls.innermost(1)
    assert names(inner) == ["<module>", "BaseProcess.join", "posix.waitpid"]
    assert inner is not None
    assert (inner.line, inner.start, inner.end) == (30, 20, None)
    calls.take(1, "done 25\n")
    assert inner.end == 25
    assert names(calls.innermost(1)) == ["<module>", "BaseProcess.join"]


def test_whom_a_join_is_about() -> None:
    """What is said before a join holds for that one."""
    calls = Calls()
    calls.take(1, HEAD + JOIN)
    ((pid, frame),) = calls.joins
    assert (pid, frame.function.name) == (42, "BaseProcess.join")


def test_a_copy_of_a_process() -> None:
    """It goes on in the frames and with the numbers of its maker, apart from it."""
    calls = Calls()
    calls.take(1, HEAD + JOIN)
    calls.created(2, 1, "fork")
    calls.take(1, "done 25\ndone 26\n")
    calls.take(2, "call 30 1 13\n")
    assert names(calls.innermost(1)) == ["<module>"]
    assert names(calls.innermost(2)) == ["posix.waitpid", "BaseProcess.join"]


def test_a_thread() -> None:
    """It is in no frame at first, and gives numbers of its own."""
    calls = Calls()
    calls.take(1, HEAD + JOIN)
    calls.created(2, 1, "thread")
    calls.take(2, "def 0 1 run\t/thread.py\ncall 40 0 0\n")
    assert names(calls.innermost(2)) == ["run"]


def test_another_program() -> None:
    """A process that executes one is in no frame."""
    calls = Calls()
    calls.take(1, HEAD + JOIN)
    calls.executed(1)
    assert calls.innermost(1) is None


def test_lost() -> None:
    """Frames that are not followed any more are neither left nor in the way."""
    calls = Calls()
    calls.take(1, HEAD + JOIN + "lost\ncall 50 2 14\n")
    assert names(calls.innermost(1)) == ["posix.waitpid"]
    assert [frame.end for _, frame in calls.frames] == [None] * 4


def test_uncaught() -> None:
    """It is that of the thread, and not of a later one with its id."""
    calls = Calls()
    calls.take(1, "uncaught SystemExit\nuncaught ValueError\n")
    assert calls.uncaught == {1: "SystemExit"}
    calls.created(1, 2, "fork")
    assert calls.uncaught == {}


@pytest.mark.parametrize(
    "text", ["call", "call x 0 0", "def x 1 f\t", "done", "done x", "call 1  2"]
)
def test_notes_of_others(text: str) -> None:
    """What is no note of ours is passed over: any program may write one."""
    calls = Calls()
    calls.take(1, HEAD + JOIN + text)
    assert len(calls.frames) == 3


def test_a_loop_keeps_few_frames() -> None:
    """A function that one place enters again and again is noted so often, and still followed."""
    calls = Calls()
    calls.take(1, HEAD + "call 0 0 0\n")
    for time in range(limits.KEPT_FRAMES + 10):
        calls.take(1, f"call {time} 2 30\ndone {time}\n")
    calls.take(1, "call 9999 2 31\n")
    assert len(calls.frames) == 1 + limits.KEPT_FRAMES + 1
    assert names(calls.innermost(1)) == ["<module>", "posix.waitpid"]


def test_from_a_file() -> None:
    """Notes of an untraced run, each with whose it is; a copy of a process begins anew."""
    begun = "from 1 1\n" + HEAD + JOIN
    text = begun + "from 2 2\ncopy\n" + HEAD + "call 0 0 0\ncall 30 1 13\n"
    calls = from_lines(text.splitlines(keepends=True))
    assert names(calls.innermost(1)) == ["<module>", "BaseProcess.join", "posix.waitpid"]
    assert names(calls.innermost(2)) == ["<module>", "BaseProcess.join"]


def test_of_very_many_notes_the_first_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a frame that was left behind them it is not known when."""
    monkeypatch.setattr(limits, "READ_NOTES", 5)
    calls = from_lines(
        ["from 1 1\n", *["call 10 =a 0", "done 11", "call 12 =b 0", "call 13 =c 0", "done"]]
    )
    assert [(each.function.name, each.end) for _, each in calls.frames] == [
        ("a", 11),
        ("b", None),
        ("c", None),
    ]


def test_of_an_ended_thread_the_frames_stay() -> None:
    """What many processes have numbered alike is kept once; of one that ended, where it was."""
    calls = Calls()
    for tid in (1, 2):
        calls.take(tid, "def 1 10 f\tmine.py\ncall 5 1 3")
        calls.ended(tid)
    one, other = calls.innermost(1), calls.innermost(2)
    assert one is not None
    assert other is not None
    assert one.function == Function("f", "mine.py", 10)
    assert one.function is other.function
    calls.take(1, "call 6 1 4")  # it may be a new thread of the same number
    again = calls.innermost(1)
    assert again is not None
    assert again.function.name == "?"
