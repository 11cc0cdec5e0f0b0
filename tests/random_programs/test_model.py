"""The model kernel, whose word the tests by brute force take, against the real one."""

from collections.abc import Iterator
from itertools import combinations

import pytest
from command import traced
from joinscope.vocabulary import Relation
from kernel_model import Kinds, Line, Model
from model_scripts import write
from script_runs import Answers, Output, Tools, build, name_of, order_of, record, run

pytestmark = traced
SEEDS = range(15)


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Tools:
    return build(tmp_path_factory.mktemp("model"))


def place(line: str) -> Line:
    process, operation = name_of(line).split(".")
    return int(process), int(operation)


def kinds_of(model: Model, output: Output) -> Kinds:
    """The kinds of answers of a run, each by its operation."""
    found: dict[Line, str] = {}
    for process, operations in enumerate(model.scripts):
        told = [line.partition(" ")[2] for line in output if place(line)[0] == process]
        asked = [at for at, (name, _) in enumerate(operations) if name != "say"]
        found |= {(process, at): kind for at, kind in zip(asked, "".join(told), strict=True)}
    return found


@pytest.mark.parametrize("plain", [True, False])
def test_knows_what_can_come_first(tools: Tools, *, plain: bool) -> None:
    """Whatever order real runs have their lines in, the model has a run with it."""
    plans = ["", *(f"~{seed},{most},300" for most in (500, 4000) for seed in range(5))]
    compared = 0
    for seed in SEEDS:
        model = write(seed, plain=plain)
        for output in run(tools, str(model), plans):
            first = model.alike(kinds_of(model, output)) if output else None
            if first is None or output is None:
                continue
            for one, other in combinations(map(place, output), 2):
                assert other in first[one], (str(model), output, one, other)
                compared += 1
    assert compared > 50 * len(SEEDS)


def test_real_recordings(tools: Tools) -> None:
    """What recordings of real runs say is what the model knows, where no answer was a choice."""
    wrong = [
        (seed, one, other, said)
        for seed in SEEDS
        for one, other, said, true in _judged(tools, write(seed, plain=True))
        if said is not true
    ]
    assert wrong == []


def _judged(tools: Tools, model: Model) -> Iterator[tuple[Line, Line, Relation, Relation]]:
    records = record(tools, str(model))
    answers = Answers.of(order_of(records or []))
    first = model.alike(kinds_of(model, answers.legal.texts))
    for one, other, said in answers if first is not None else ():
        a, b = place(one), place(other)
        assert first is not None
        both = a in first[b] and b in first[a]
        true = Relation.BEFORE if b in first[a] else Relation.AFTER
        yield a, b, said, Relation.CONCURRENT if both else true
