"""Message queues and semaphores, on recordings of real programs."""

from pathlib import Path

from command import traced
from joinscope.happens_before.graph import Kind
from joinscope.vocabulary import Relation
from traced_program import c

pytestmark = traced
PROGRAM = Path(__file__).parent / "programs" / "queues.c"
BEFORE, CONCURRENT = Relation.BEFORE, Relation.CONCURRENT


def test_real_message(tmp_path: Path) -> None:
    """Who receives a message comes after who has sent it."""
    found = c(PROGRAM, tmp_path)
    assert (found.relation("sent", "received"), found.kinds("sent", "received")) == (
        BEFORE,
        {Kind.MESSAGE},
    )
    assert found.relation("after it was sent", "received") is CONCURRENT


def test_real_room_in_a_queue(tmp_path: Path) -> None:
    """Who sends into a full queue comes after who has made room."""
    found = c(PROGRAM, tmp_path)
    assert (found.relation("makes room", "has room"), found.kinds("makes room", "has room")) == (
        BEFORE,
        {Kind.ROOM},
    )
    assert found.relation("after it was made", "has room") is CONCURRENT


def test_real_semaphore(tmp_path: Path) -> None:
    """Who takes from a semaphore comes after who has put that there."""
    found = c(PROGRAM, tmp_path)
    assert (found.relation("posted", "taken"), found.kinds("posted", "taken")) == (
        BEFORE,
        {Kind.SEMAPHORE},
    )
    assert found.relation("after it was posted", "taken") is CONCURRENT


def test_real_removal(tmp_path: Path) -> None:
    """Who is told that a queue is no more comes after who has removed it."""
    found = c(PROGRAM, tmp_path)
    assert (found.relation("removes", "gone"), found.kinds("removes", "gone")) == (
        BEFORE,
        {Kind.REMOVED},
    )
    assert found.relation("after it was removed", "gone") is CONCURRENT


def test_real_key(tmp_path: Path) -> None:
    """Who finds a queue by its key comes after who has made it."""
    found = c(PROGRAM, tmp_path)
    assert (found.relation("makes", "found"), found.kinds("makes", "found")) == (
        BEFORE,
        {Kind.FOUND},
    )
    assert found.relation("after it was made by a key", "found") is CONCURRENT
