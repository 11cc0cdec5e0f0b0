"""Structural names: who created whom, and as the how manieth, whatever the PIDs are."""

from joinscope.recording.records import Creation, Exec
from joinscope.schedules.names import Names


def test_each_creator_counts_for_itself() -> None:
    """In the order in which it creates, whoever else does so in between."""
    names = Names()
    for tid, by in ((7, None), (30, 7), (8, 30), (9, 7), (10, 30), (11, 8)):
        names.add(Creation(0, tid, tid, by, "fork"))
    found = {tid: names.of(tid) for tid in (7, 30, 8, 9, 10, 11)}
    assert found == {7: "0", 30: "0.1", 8: "0.1.1", 9: "0.2", 10: "0.1.2", 11: "0.1.1.1"}


def test_a_number_that_is_used_again() -> None:
    """It is that of the last thread that has it, and a name is given once."""
    names = Names()
    for tid, by in ((7, None), (8, 7), (8, 7), (9, 8)):
        names.add(Creation(0, tid, 7, by, "thread"))
    assert (names.of(8), names.of(9)) == ("0.2", "0.2.1")


def test_a_thread_that_executes_a_program() -> None:
    """It gets the id of the first thread, and keeps its name."""
    names = Names()
    for tid, by in ((7, None), (8, 7)):
        names.add(Creation(0, tid, 7, by, "thread"))
    names.add(Exec(0, 7, 7, "/bin/true", (), was=8))
    assert names.of(7) == "0.1"
    assert names.of(8) is None


def test_nobody() -> None:
    """Of whom no creation is known, there is no name."""
    assert Names().of(7) is None
