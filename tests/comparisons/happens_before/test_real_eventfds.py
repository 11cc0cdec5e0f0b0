"""Event counters, on recordings of real programs."""

import pytest
from command import traced
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Kind
from joinscope.vocabulary import Relation
from traced_program import python

pytestmark = traced
BEFORE, CONCURRENT, UNKNOWN = Relation.BEFORE, Relation.CONCURRENT, Relation.UNKNOWN
ADDS = """
if os.fork() == 0:
    say("first")
    os.eventfd_write(fd, 1)
    say("later")
    os._exit(0)
"""


@pytest.mark.parametrize("told", ["os.eventfd_read(fd)", "select.select([fd], [], [])"])
def test_real_counter(told: str) -> None:
    """Who reads, or is told that something is there, comes after who has written it."""
    found = python(f"import select\nfd = os.eventfd(0){ADDS}{told}\nsay('second')\nos.wait()")
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.COUNTER})
    assert found.relation("later", "second") is CONCURRENT


def test_real_counter_of_another() -> None:
    """Who reads another one, or the same that has something in it, waits for nobody."""
    for made in ("fd, other = os.eventfd(0), os.eventfd(1)", "other = fd = os.eventfd(1)"):
        found = python(f"{made}{ADDS}os.eventfd_read(other)\nsay('second')\nos.wait()")
        assert found.relation() in {CONCURRENT, UNKNOWN}
        assert found.kinds() == set()


def test_real_counter_of_two() -> None:
    """Who reads what one of two has written could have read what the other has."""
    found = python(
        f"fd = os.eventfd(0){ADDS}{ADDS.replace('first', 'other')}"
        "os.eventfd_read(fd)\nsay('second')\nos.wait(), os.wait()"
    )
    doubt = found.doubt()
    assert doubt is not None
    assert doubt[1] is Choice.WHICH_WRITER


def test_real_counter_that_is_a_semaphore() -> None:
    """Where a read takes 1, the second read needs a second write."""
    found = python(
        "fd = os.eventfd(0, os.EFD_SEMAPHORE)\n"
        "if os.fork() == 0:\n"
        "    os.eventfd_write(fd, 1)\n"
        "    say('first')\n"
        "    os.eventfd_write(fd, 1)\n"
        "    os._exit(0)\n"
        "os.eventfd_read(fd)\nsay('between')\nos.eventfd_read(fd)\nsay('second')\nos.wait()"
    )
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.COUNTER})
    assert found.relation("first", "between") is CONCURRENT
