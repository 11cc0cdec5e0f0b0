"""Whose a traceback is shows in its heading, and what raised in its last exception."""

from joinscope.recording.tracebacks import Traceback, tracebacks

CHAINED = """\
Process loader:
Traceback (most recent call last):
  File "/here/mine.py", line 3, in work
    {}["a"]
KeyError: 'a'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/here/mine.py", line 5, in work
    raise ValueError(1)
ValueError: 1
""".splitlines()
THREAD = [
    "Exception in thread Thread-1 (f):",
    "Traceback (most recent call last):",
    '  File "/here/mine.py", line 9, in f',
    "OSError",
]
BARE = ["printed", *THREAD[1:]]


def test_of_a_worker() -> None:
    """Its heading has the name of the process; of a chain each is told, as of that process."""
    first, last = tracebacks(CHAINED)
    assert first == Traceback("loader", "KeyError: 'a'", (("/here/mine.py", 3, "work"),))
    assert last == Traceback("loader", "ValueError: 1", (("/here/mine.py", 5, "work"),))


def test_of_a_thread_and_of_the_program() -> None:
    """That of a thread is nobody's end; that which ends a program has no heading."""
    frames = (("/here/mine.py", 9, "f"),)
    assert list(tracebacks(THREAD)) == [Traceback(None, "OSError", frames)]
    assert list(tracebacks(BARE)) == [Traceback("", "OSError", frames)]
