"""All legal outputs: listed, counted, and which of them were seen."""

from itertools import islice, permutations
from math import comb, factorial, prod

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joinscope import limits
from joinscope.happens_before.linear_extensions import LinearExtensions


def made(texts: str, *pairs: str) -> LinearExtensions:
    """Lines of one letter each; a pair says that its first line is before its second."""
    before = [0] * len(texts)
    for pair in pairs:
        before[texts.index(pair[1])] |= 1 << texts.index(pair[0])
    return LinearExtensions(tuple(texts), tuple(before))


def listed(outputs: LinearExtensions) -> list[str]:
    return ["".join(output) for output in outputs]


def test_one_order() -> None:
    """Lines that are all ordered have one output."""
    assert listed(made("abc", "ab", "bc")) == ["abc"]


def test_no_order() -> None:
    """Three lines without any order come in six ways, the one seen first."""
    assert listed(made("abc")) == ["abc", "acb", "bac", "bca", "cab", "cba"]


def test_two_workers() -> None:
    """Two workers of two lines each, and a last line after both."""
    outputs = made("abcde", "ab", "cd", "be", "de", "ae", "ce")
    assert len(listed(outputs)) == outputs.count() == 6


def test_lines_of_one_text_are_one_output() -> None:
    """Which of two equal lines comes first is not to be seen."""
    outputs = LinearExtensions(("a", "a", "b"), (0, 0, 0))
    assert listed(outputs) == ["aab", "aba", "baa"]
    assert outputs.count() == 3


def test_equal_lines_in_different_orders() -> None:
    """Each output is listed once, though several orders of the lines make it."""
    outputs = LinearExtensions(("a", "b", "a", "c"), (0, 0b0001, 0, 0b0100))
    assert len(set(listed(outputs))) == len(listed(outputs)) == outputs.count()


def test_nothing_printed() -> None:
    """A program that prints nothing has one output, the empty one."""
    assert (listed(made("")), made("").count()) == ([""], 1)


@pytest.mark.parametrize(("workers", "lines"), [(8, 1), (4, 3), (10, 2)])
def test_counts_what_nobody_could_list(workers: int, lines: int) -> None:
    """N workers of k lines each: (n k)! / k!^n."""
    before = [
        ((1 << place % lines) - 1) << place // lines * lines for place in range(workers * lines)
    ]
    outputs = LinearExtensions(tuple(map(str, range(workers * lines))), tuple(before))
    assert outputs.count(width=100_000) == factorial(workers * lines) // factorial(lines) ** workers


def test_too_many_to_count() -> None:
    """Where a count takes too much there is none, and listing still begins at once."""
    outputs = LinearExtensions(tuple(map(str, range(60))), (0,) * 60)
    assert outputs.count() is None
    assert next(iter(outputs)) == outputs.texts


def equal_workers(count: int, *lines: str, joined: bool = False) -> LinearExtensions:
    """Workers that print the same lines; then the parent prints one for each, or one for all."""
    texts: list[str] = []
    before: list[int] = []
    for worker in range(count):
        first = worker * len(lines)
        texts += lines
        before += [((1 << place) - 1) << first for place in range(len(lines))]
    if joined:
        chains = [((1 << len(lines)) - 1) << worker * len(lines) for worker in range(count)]
        for worker in range(count):
            parent = ((1 << worker) - 1) << count * len(lines)
            texts.append("joined")
            before.append(sum(chains[: worker + 1]) | parent)
    texts.append("all done")
    before.append((1 << len(texts) - 1) - 1)
    return LinearExtensions(tuple(texts), tuple(before))


@pytest.mark.parametrize("count", [1, 2, 5, 20])
def test_many_equal_workers(count: int) -> None:
    """Each "done" comes after as many "starting": the Catalan numbers."""
    outputs = equal_workers(count, "starting", "done")
    assert outputs.count() == comb(2 * count, count) // (count + 1)
    first = list(islice(outputs, 20))
    assert first[0] == outputs.texts
    assert len(set(first)) == len(first) == min(20, outputs.count() or 20)
    assert all(outputs.allows(each) for each in first)
    assert not outputs.allows(("done", *outputs.texts[2:], "starting"))
    assert not outputs.allows(outputs.texts[:-1])


def test_equal_workers_that_are_joined_one_after_the_other() -> None:
    """Who of equal workers ended matters there, and what is found is what brute force finds."""
    outputs = equal_workers(2, "starting", "done", joined=True)
    plain = LinearExtensions(tuple(map(str, range(7))), outputs.before)
    expected = {tuple(outputs.texts[int(line)] for line in each) for each in plain}
    assert set(outputs) == expected
    assert outputs.count() == len(expected) == 5


def test_too_many_equal_lines_to_tell_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then some outputs are listed, each legal and once; none is counted, none called illegal."""
    monkeypatch.setattr(limits, "EQUAL_LINES_WORK", 100)
    outputs = equal_workers(20, "starting", "done", joined=True)
    first = list(islice(outputs, 50))
    assert first[0] == outputs.texts
    assert len(set(first)) == 50
    assert outputs.count() is None
    assert all(outputs.allows(each) for each in first)
    assert outputs.allows(outputs.texts[::-1])
    assert not outputs.allows(outputs.texts[1:])
    small = equal_workers(3, "starting", "done", joined=True)
    some = set(small)
    monkeypatch.undo()
    assert some <= set(small)


@given(
    st.lists(st.sampled_from("abcd"), max_size=5) | st.lists(st.sampled_from("ab"), max_size=6),
    st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5))),
)
def test_agrees_with_every_permutation(texts: list[str], pairs: set[tuple[int, int]]) -> None:
    """Listed, counted and allowed is what brute force finds."""
    n = len(texts)
    order = {(a, b) for a, b in pairs if a < b < n}
    before = tuple(sum(1 << a for a, b in order if b == line) for line in range(n))
    expected = {
        tuple(texts[line] for line in lines)
        for lines in permutations(range(n))
        if all(lines.index(a) < lines.index(b) for a, b in order)
    }
    outputs = LinearExtensions(tuple(texts), before)
    assert (set(outputs), outputs.count()) == (expected, len(expected))
    assert all(outputs.allows(each) == (each in expected) for each in permutations(texts))


def test_seen() -> None:
    """How often each output was seen."""
    outputs = made("ab")
    assert outputs.seen(["ab", "ab", "ba"]) == {("a", "b"): 2, ("b", "a"): 1}
    assert prod(outputs.seen([]).values()) == 1
