"""The order, with its choices, against all runs that are alike: small scripts, every way to run.

A script is made along one run of it in the model kernel, and run there once more in another order
of its steps, with calls that overlap; that run is written down as a recorder would. What the order
then says of each two lines is held against every run whose calls get answers of the same kinds.
"""

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pytest
from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.linear_extensions import outputs
from joinscope.vocabulary import Relation
from kernel_model import Line
from model_runs import Run
from model_scripts import write

LONG = [range(first, first + 1000) for first in range(0, 10000, 1000)]
SEEDS = [range(200), *(pytest.param(seeds, marks=pytest.mark.stress) for seeds in LONG)]


def said(run: Run) -> Iterator[tuple[Line, Line, Relation]]:
    """What the order says of each two lines."""
    legal = outputs(HappensBefore.of(run.writer.records))
    lines = [tuple(map(int, text.split("."))) for text in legal.texts]
    for other in range(len(lines)):
        for one in range(other):
            first, second = lines[one], lines[other]
            yield (first[0], first[1]), (second[0], second[1]), legal.relation(one, other)


@dataclass(frozen=True)
class Pair:
    """Two lines of a script: what is said of them, and what is true in all runs that are alike.

    `sure` is what is true also if each write may fail as nobody is left to read.
    """

    seed: int
    one: Line
    other: Line
    said: Relation
    true: Relation
    sure: Relation
    script: str

    @property
    def right(self) -> bool:
        """Whether that is said which is true, or unknown is what rests on a write not failing."""
        doubtful = self.said is Relation.UNKNOWN and self.sure is not self.true
        return self.said is self.true or doubtful


def pairs(seeds: Iterable[int], *, plain: bool) -> Iterator[Pair]:
    """Each two lines of the scripts of these seeds; half of the runs have calls that overlap."""
    for seed in seeds:
        run = Run(write(seed, plain=plain), random.Random(seed), whole=seed % 2 == 0)  # noqa: S311
        if not run.go():
            continue
        first, sure = run.model.alike(run.kinds), run.model.alike(_writes_may_fail(run))
        if first is None or sure is None:
            continue
        for one, other, relation in said(run):
            yield Pair(
                seed,
                one,
                other,
                relation,
                TRUTH[other in first[one], one in first[other]],
                TRUTH[other in sure[one], one in sure[other]],
                str(run.model),
            )


def _writes_may_fail(run: Run) -> dict[Line, str]:
    return {
        (process, place): "sf" if run.model.scripts[process][place][0] == "write" else kind
        for (process, place), kind in run.kinds.items()
    }


TRUTH = {
    (True, False): Relation.BEFORE,
    (False, True): Relation.AFTER,
    (True, True): Relation.CONCURRENT,
}


@pytest.mark.parametrize("seeds", SEEDS)
def test_without_choices_all_is_known(seeds: range) -> None:
    """Where no answer could have been another, each answer is the true one, and none is unknown.

    None but what a write shows that has found a reader, and might not have.
    """
    found = [*pairs(seeds, plain=True)]
    assert [each for each in found if not each.right] == []
    number = Counter(each.said for each in found)
    assert min(number[Relation.BEFORE], number[Relation.CONCURRENT]) > len(seeds)


@pytest.mark.parametrize("seeds", SEEDS)
def test_with_choices_no_order_is_false(seeds: range) -> None:
    """Where answers could have been others, no two lines are ordered that may come either way."""
    found = [*pairs(seeds, plain=False)]
    ordered = [each for each in found if each.said in (Relation.BEFORE, Relation.AFTER)]
    assert [each for each in ordered if each.said is not each.true] == []
    assert len(found) > len(ordered) > len(seeds)


@pytest.mark.parametrize("seeds", SEEDS)
def test_with_choices_nothing_concurrent_is_ordered(seeds: range) -> None:
    """Nor are any called concurrent of which one comes first in all runs that are alike."""
    found = [each for each in pairs(seeds, plain=False) if each.said is Relation.CONCURRENT]
    assert [each for each in found if each.true is not Relation.CONCURRENT] == []
    assert len(found) > len(seeds)
