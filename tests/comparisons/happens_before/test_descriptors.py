"""Edges of descriptors: who has one; and may-edges of those who connect."""

from joinscope.happens_before.graph import Kind
from record_writer import BEFORE, CONCURRENT, PARENT, PIPE, WORKER, RecordWriter


def test_possession(writer: RecordWriter) -> None:
    """Who was passed a pipe's descriptor has it after the pipe was made."""
    writer.make(PARENT, WORKER)
    writer.say(PARENT, "first")
    writer.pipe(PARENT)
    writer.say(PARENT, "later")
    writer.table(WORKER, {3: PIPE}, "r")
    writer.say(WORKER, "second")
    assert (writer.relation(), writer.kinds()) == (BEFORE, {Kind.POSSESSION})
    assert writer.relation("later", "second") is CONCURRENT
