"""Who let go of a pipe: the example of fd_table.py."""

from joinscope.happens_before import fd_table
from joinscope.recording.records import Exiting
from record_writer import OTHER, PARENT, PIPE, WORKER, RecordWriter


def test_the_releases_of_a_pipe() -> None:
    """Each holder's last point with it, by inheritance too; not what it did without it."""
    writer = RecordWriter()
    writer.pipe(PARENT)
    writer.make(PARENT, WORKER)
    writer.make(PARENT, OTHER)
    closes = []
    for tid in (PARENT, WORKER):
        closes.append(len(writer.records))
        writer.close(tid, 4)
    for tid in (WORKER, OTHER):
        writer.add(Exiting, tid, status=0)
    state = writer.order().state
    found = fd_table.releases(state.tables, state.channel(PIPE).got, state.entries.entry(PIPE, "w"))
    assert sorted(found.points) == [*closes, len(writer.records) - 1]
    readers = fd_table.releases(
        state.tables, state.channel(PIPE).got, state.entries.entry(PIPE, "r")
    )
    assert sorted(readers.points) == [len(writer.records) - 2, len(writer.records) - 1]
