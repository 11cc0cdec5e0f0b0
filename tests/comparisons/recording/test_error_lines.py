"""What is told of standard error: its last lines, and a traceback from its heading on."""

from joinscope import limits
from joinscope.recording.error_lines import failed_thread, told_errors

FRAMES = [
    text for number in range(9) for text in (f'  File "a.py", line {number}, in f', "    f()")
]
TRACEBACK = ["Traceback (most recent call last):", *FRAMES, "TypeError: no"]


def test_a_traceback_keeps_its_heading() -> None:
    """It is told from the line on that says whose it is, however long it is."""
    lines = ["x", "Exception in thread Thread-3 (_handle_results):", *TRACEBACK]
    assert told_errors(lines) == tuple(lines[1:])


def test_the_middle_of_a_long_one_is_left_out() -> None:
    """Of a traceback without an end the first lines are told, and the last."""
    lines = ["Traceback (most recent call last):", *(FRAMES * 20), "RecursionError: too deep"]
    told = told_errors(lines)
    assert (told[0], told[limits.ERROR_LINES], told[-1]) == (lines[0], "...", lines[-1])
    assert len(told) == 2 * limits.ERROR_LINES + 1


def test_other_lines_are_told_from_the_end() -> None:
    """Without a traceback the last lines count."""
    lines = [str(number) for number in range(50)]
    assert told_errors(lines) == tuple(lines[-limits.ERROR_LINES :])


def test_which_thread_failed() -> None:
    """It is told by its name and by the exception; what a process printed is of no thread."""
    heading = "Exception in thread Thread-3 (_handle_results):"
    assert failed_thread([heading, *TRACEBACK]) == ("Thread-3 (_handle_results)", "TypeError: no")
    assert failed_thread(["Process Process-1:", *TRACEBACK]) is None


def trace(name: str, frames: int) -> list[str]:
    """The traceback of a worker."""
    calls = [f'  File "{name}.py", line {number}, in f' for number in range(frames)]
    return [f"Process {name}:", "Traceback (most recent call last):", *calls, f"{name}Error: x"]


def test_an_earlier_traceback_is_whole_or_left_out() -> None:
    """The last lines do not begin within a traceback."""
    short, long = trace("A", 5), trace("A", 30)
    last = trace("B", 6)
    assert told_errors([*short, *last]) == (*short, *last)
    assert told_errors([*long, *last]) == tuple(last)
