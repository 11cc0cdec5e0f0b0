"""Work that threads and processes share: who does which part of it is luck."""

from joinscope.happens_before.choices import Choice
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.linear_extensions import outputs
from joinscope.recording.records import MemoryArguments, OutputResults, WriteArguments
from record_writer import BEFORE, CONCURRENT, OTHER, PARENT, TERMINAL, UNKNOWN, WORKER, RecordWriter

MEMORY = MemoryArguments(None, None, writes=True)


def pool(*, shares: bool, workers: tuple[int, ...] = (WORKER, OTHER)) -> RecordWriter:
    """A parent with a pipe and, if they share one, a lock; and its workers."""
    writer = RecordWriter()
    writer.pipe(PARENT)
    if shares:
        writer.enter(PARENT, "mmap", MEMORY)
    for worker in workers:
        writer.make(PARENT, worker)
    return writer


def takes_both(writer: RecordWriter) -> None:
    """The worker is given one task, and says so, and then the other."""
    for line in ("first", "second"):
        writer.write(PARENT)
        writer.read(WORKER, count=1)
        writer.say(WORKER, line)


def test_who_is_given_a_task() -> None:
    """Another worker could have been: what lock they share no call shows."""
    writer = pool(shares=True)
    takes_both(writer)
    assert writer.doubt() == (BEFORE, Choice.WHICH_READER)
    assert writer.relation() is UNKNOWN


def test_who_shares_nothing() -> None:
    """Without memory of theirs there is no lock, and the other would have asked for the task."""
    writer = pool(shares=False)
    takes_both(writer)
    assert writer.relation() is BEFORE


def test_who_is_alone() -> None:
    """The parent gives the work out, and takes none."""
    writer = pool(shares=True, workers=(WORKER,))
    takes_both(writer)
    assert writer.relation() is BEFORE


def test_lines_of_one_task() -> None:
    """Nothing is taken between them."""
    writer = pool(shares=True)
    writer.say(WORKER, "first")
    writer.say(WORKER, "second")
    assert writer.relation() is BEFORE


def test_lines_of_a_thread() -> None:
    """Another thread could have said the second; the first thread of a process takes no work."""
    writer = RecordWriter()
    writer.make(PARENT, WORKER, "thread")
    for text in ("first", "second"):
        writer.say(WORKER, text)
    for text in ("third", "fourth"):
        writer.say(PARENT, text)
    assert writer.doubt() == (BEFORE, Reason.THREADS)
    assert writer.relation("third", "fourth") is BEFORE


def test_the_outputs_are_left_open() -> None:
    """No order of what could have been taken by another is ruled out."""
    writer = pool(shares=True)
    takes_both(writer)
    found = outputs(writer.order())
    assert found.allows(("second", "first"))
    assert found.rests_on == "not_ruled_out"


def overlapping(writer: RecordWriter) -> None:
    """Both workers are in their writes at the same time."""
    given = [WriteArguments(1, TERMINAL, len(text) + 1, ()) for text in ("first", "second")]
    writer.enter(WORKER, "write", given[0])
    writer.enter(OTHER, "write", given[1])
    for tid, text in ((WORKER, "first"), (OTHER, "second")):
        results = OutputResults("stdout", f"{text}\n")
        writer.leave(tid, "write", len(text) + 1, results)


def test_calls_that_overlap() -> None:
    """Who shares memory is unknown whether the calls happen to overlap, or not."""
    for shares, expected in ((True, UNKNOWN), (False, CONCURRENT)):
        writer = pool(shares=shares)
        overlapping(writer)
        assert writer.relation() is expected
    writer = pool(shares=True)
    overlapping(writer)
    assert writer.doubt() == (UNKNOWN, Reason.SHARED_MEMORY)
    assert outputs(writer.order()).rests_on == "not_ruled_out"
