"""Lines of one write: nothing comes between them, whoever else prints at the same time."""

from itertools import permutations, product

import pytest
from joinscope.happens_before.linear_extensions import LinearExtensions, outputs
from joinscope.happens_before.printed_lines import Printed
from joinscope.happens_before.single_writes import PIPE_BUF, single_writes
from traced_program import python

GROUPS = ((0, 1), (2,), (3, 4))


def groups_of(*writes: str) -> tuple[tuple[int, ...], ...]:
    printed = Printed()
    for number, data in enumerate(writes):
        printed.add(2 * number, 2 * number + 1, data)
    return single_writes(printed.all())


@pytest.mark.parametrize(
    ("writes", "groups"),
    [
        (("a\nb\n", "c\n"), ((0, 1), (2,))),
        (("a\n", "b\n", "c"), ()),
        (("a\nb", "\nc\n"), ((0, 1, 2),)),
        (("a\n", "b\nc"), ((0,), (1, 2))),
        (("a\n" + PIPE_BUF * "b" + "\n",), ()),
    ],
)
def test_which_are_together(writes: tuple[str, ...], groups: tuple[tuple[int, ...], ...]) -> None:
    """Those that begin in the write that ends another, unless it is so long that it may be torn."""
    assert groups_of(*writes) == groups


@pytest.mark.parametrize("texts", [("a", "b", "c", "d", "e"), ("a", "b", "c", "a", "b")])
@pytest.mark.parametrize("early", [None, (1, 2), (2, 3)])
def test_agrees_with_every_permutation(texts: tuple[str, ...], early: tuple[int, int]) -> None:
    """The outputs are those of every order of the groups that the proofs allow."""
    before = [0, 0b1, 0, 0, 0b1000]
    if early:
        for late in (each for group in GROUPS if early[1] in group for each in group):
            before[late] |= 1 << early[0]
    legal = LinearExtensions(texts, tuple(before), groups=GROUPS)
    expected = set()
    for order in permutations(GROUPS):
        lines = [line for group in order for line in group]
        if not early or lines.index(early[0]) < lines.index(early[1]):
            expected.add(tuple(texts[line] for line in lines))
    assert set(legal) == expected
    assert len(list(legal)) == legal.count() == len(expected)
    for output in set(product(texts, repeat=5)):
        assert legal.allows(output) == (not legal.refutes(output)) == (output in expected)


def test_what_cannot_be_told_apart() -> None:
    """Where one write begins as another one is, outputs are listed once, and none is refuted."""
    legal = LinearExtensions(("a", "b", "a", "b"), (0, 0b1, 0, 0), groups=((0, 1), (2,), (3,)))
    assert len(set(legal)) == len(list(legal))
    assert ("a", "a", "b", "b") in set(legal)
    assert legal.count() is None
    assert legal.allows(("b", "b", "a", "a"))
    assert not legal.refutes(("b", "b", "a", "a"))
    assert legal.refutes(("a", "b", "a", "c"))


def test_real_single_write() -> None:
    """What the parent prints comes before both lines of a worker that writes them at once."""
    traced = python("""
if os.fork() == 0:
    os.write(1, b"one\\ntwo\\n")
    os._exit(0)
say("parent")
os.wait()
""")
    assert set(outputs(traced.order)) == {("one", "two", "parent"), ("parent", "one", "two")}
    apart = python("""
if os.fork() == 0:
    say("one")
    say("two")
    os._exit(0)
say("parent")
os.wait()
""")
    assert len(list(outputs(apart.order))) == 3
