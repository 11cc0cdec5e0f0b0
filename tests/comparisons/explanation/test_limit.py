"""Where a run is cut short, each process is said to wait for something."""

from joinscope.render.wording.sides import waiting_text
from run_explained import explain, program


def test_a_join() -> None:
    """The join that hangs is a join, with its place and the call that it waits in."""
    explained = explain(program("never_ends.py", "until it is too much", method="fork"))
    (join,) = explained.joins
    assert explained.story.limit == "output"
    assert join.place is not None
    assert (join.place.text, join.method, join.blocked) == ("p.join()", "join", True)
    assert join.call is not None
    assert (join.call.name, join.call.returned) == ("wait4", False)
    waiting = [waiting_text(each, explained.story) for each in explained.story.waiting]
    assert waiting[0].startswith("parent waits in wait4 for process ")
    assert waiting[0].endswith(", at 'p.join()', line 24")
    worker = next(each for each in waiting if each.startswith("worker "))
    assert worker.startswith("worker waits in read on descriptor 3 (a pipe)")
    assert worker.endswith(", at 'reader.recv()', line 10")


def test_a_lock() -> None:
    """A thread that waits for a lock is told by where Python says that it is."""
    explained = explain(program("pool_hangs.py", method="fork"))
    assert waiting_text(explained.story.waiting[0], explained.story) == (
        "parent waits for an Event to be set (futex, in wait()), at 'pool.map(work, [1])', line 22"
    )


def test_a_deadline() -> None:
    """A deadline is one of the limits."""
    explained = explain(program("never_ends.py", method="fork"), deadline=0.5)
    assert explained.story.limit == "deadline"
    assert explained.recording.exit_status is None


def test_no_limit() -> None:
    """A program that ends waits for nothing."""
    explained = explain(program("join.py", method="fork"))
    assert (explained.story.limit, explained.story.waiting) == (None, ())


def test_one_that_ends_meanwhile() -> None:
    """A process that is about to end when the run is cut short is let go: the recorder ends."""
    for _ in range(3):
        assert explain(program("forks_on.py"), deadline=0.5).story.limit == "deadline"
