"""What a recording proves, held against many runs of the same program that nobody watches."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from _pytest.mark import ParameterSet
from command import traced
from joinscope.vocabulary import Relation
from random_scripts import random_script
from script_runs import (
    Answers,
    Fault,
    Output,
    Tools,
    ask,
    build,
    false_before,
    false_concurrent,
    illegal,
    name_of,
    order_of,
    record,
    unshown,
    whole,
)

pytestmark = traced

THOUSANDS, HUNDREDS = 3000, 250
SAMPLE = 40  # programs
# In each of these the root's last line comes after the worker's first one, and its first beside it.
ORDERED = {
    "waitpid": "fork:1 say wait:1 say / say",
    "waitid without reaping": "fork:1 say look:1 say wait:1 / say",
    "no child left": "ignore:17 fork:1 say wait:1 say / say",
    "data": "pipe:0 fork:1 say read:0,1,0 say wait:1 / say write:0,1,1 say",
    "data of a socket pair": "pair:0,1 fork:1 say read:0,1,1 say wait:1 / say write:0,1,0 say",
    "a packet": "pair:0,5 fork:1 say read:0,1,1 say wait:1 / say write:0,1,0 say",
    "poll": "pipe:0 fork:1 say poll:0,0,-1 say wait:1 / say write:0,1,1 say",
    "end of file": "pipe:0 fork:1 close:0,1 say read:0,1,0 say wait:1 / say close:0,1 say",
    "hang-up": "pipe:0 fork:1 close:0,1 say poll:0,0,-1 say wait:1 / say close:0,1 say",
    "signal": "handle:10,0 block:10 fork:1 say suspend:10 say wait:1 / say kill:0,10 say",
}
# What random programs have shown to be wrong, each cut down to what it needs, and why it still is.
CHOICES = "an answer that could have been another is taken for one that could not"
FOUND: dict[str, tuple[str, str | None]] = {
    "whichever child": ("fork:1 fork:2 waitany say waitany say / say / say", None),
    "whichever writer": (
        "pipe:0 fork:1 fork:2 read:0,1,0 say wait:1 wait:2 say / say write:0,1,1 / say write:0,1,1",
        None,
    ),
    "a hang-up after others took the data": (
        (
            "pipe:0 pipe:1 fork:1 fork:2 close:0,1 wait:1 wait:2 say"
            " / write:0,1,1 say read:0,1,0 say / close:0,1 poll:1,0,6 poll:0,0,-1 say"
        ),
        None,
    ),
    "a hang-up together with data": (
        "pipe:0 pipe:1 fork:1 close:0,1 poll:1,0,6 poll:0,0,-1 say wait:1 / write:0,1,1 say",
        None,
    ),
    "a signal that was waited for before": (
        (
            "block:10 handle:10,0 pipe:0 fork:1 sigwait:10 write:0,1,1 suspend:10 say wait:1 say"
            " / kill:0,10 say read:0,1,0 kill:0,10 say"
        ),
        None,
    ),
    "whichever shuts down": (
        "pair:0,1 fork:1 fork:2 read:0,1,1 say wait:1 wait:2 say / say shut:0,0,1 / say shut:0,0,1",
        None,
    ),
    "a handler while computing": ("handle:10,1 fork:1 say wait:1 say / kill:0,10 say", None),
    "the end of a child while computing": ("handle:17,1 fork:1 say wait:1 say / say", None),
    "a FIFO opened": ("mkfifo:15 fork:1 say open:15,1 wait:1 say / open:15,0 say", None),
    "nothing there, as another had read it": (
        (
            "pipe:0,1 fork:1 fork:2 read:0,1,0 say wait:1 wait:2 / write:0,1,1 say"
            " / poll:0,0,30 read:0,1,0 say"
        ),
        None,
    ),
    "nothing there, and reported beside others": (
        (
            "pipe:0,0 pipe:1,0 fork:1 fork:2 poll:0,0,0 say write:0,1,1 wait:1 wait:2 say"
            " / poll2:0,0,1,0,-1 say / write:1,1,1 say"
        ),
        None,
    ),
    "nothing there, as an earlier read could have got it": (
        ("pipe:0,1 fork:1 say write:0,1,1 say wait:1 say / write:0,2,1 read:0,5,0 read:0,5,0 say"),
        None,
    ),
    "a child that is made when a handler has run": (
        "handle:17,1 fork:1 say say say fork:2 say wait:1 wait:2 say / say / say",
        None,
    ),
    "nothing there, as another had taken it from a counter": (
        "eventfd:4,0,2048 fork:1 say poll:4,0,0 say wait:1 say / count:4,1 say take:4 say",
        None,
    ),
    "nothing there, as an earlier read could have taken it from a counter": (
        ("eventfd:4,1,0 fork:1 say take:4 say poll:4,0,0 say wait:1 / say count:4,1 say"),
        None,
    ),
    "a set of which another changes what is in it": (
        (
            "epoll:7 pipe:0,0 pipe:1,0 watch:7,0,0,0 write:1,1,1 fork:1 fork:2 fork:3 wait:1"
            " wait:2 wait:3 say / say write:0,1,1 / watch:7,1,0,0 / ready:7,-1 say"
        ),
        None,
    ),
    "nothing there, as one signal had come with another": (
        (
            "block:10 handle:10,0 fork:1 say suspend:10 sigtimed:10,2 wait:1 say"
            " / kill:0,10 fork:2 wait:2 kill:0,10 say / say"
        ),
        None,
    ),
    "a signal waited for": ("block:10 fork:1 say kill:1,10 wait:1 say / sigwait:10 say", None),
}


@dataclass(frozen=True)
class Checked:
    """A program, and what contradicts the answers about it; no answers: it did not end.

    The faults are false answers, and outputs of runs that were alike and are said not to be legal.
    """

    script: str
    answers: Answers | None = None
    faults: tuple[Fault | tuple[Output, str], ...] = ()
    unshown: int = 0
    runs: int = 0
    alike: int = 0


def check(tools: Tools, script: str) -> Checked:
    """Record a script once, and hold each answer against many runs."""
    records = record(tools, script)
    if records is None:
        return Checked(script)
    answers = Answers.of(order_of(records))
    if not whole(script, answers.legal.texts):
        return Checked(script)
    oracle = ask(tools, script, answers)
    wrong = false_concurrent(answers, oracle)
    faults: tuple[Fault | tuple[Output, str], ...] = (
        *false_before(answers, oracle),
        *wrong,
        *illegal(answers, oracle),
    )
    left = len(unshown(answers, oracle)) - len(wrong)
    return Checked(script, answers, faults, left, oracle.runs, oracle.alike)


def check_all(tools: Tools, scripts: Iterable[str]) -> Iterator[Checked]:
    """Check scripts, some at a time: their runs sleep most of the time."""
    with ThreadPoolExecutor(6) as pool:
        yield from pool.map(lambda script: check(tools, script), scripts)


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Tools:
    return build(tmp_path_factory.mktemp("random"))


@pytest.mark.parametrize("script", ORDERED.values(), ids=ORDERED)
def test_each_wait_is_proved(tools: Tools, script: str) -> None:
    """The order that each kind of waiting makes is found, and none where there is none."""
    checked = check(tools, script)
    assert (checked.faults, checked.unshown) == ((), 0)
    assert checked.answers is not None
    said = {(name_of(one), name_of(two)): what for one, two, what in checked.answers}
    root = script.split(" / ", maxsplit=1)[0].split()
    early, *_, late = (f"0.{place}" for place, word in enumerate(root) if word == "say")
    assert said["1.0", late] is Relation.BEFORE
    assert Relation.CONCURRENT in (said.get((early, "1.0")), said.get(("1.0", early)))


def _found() -> Iterator[ParameterSet]:
    for name, (script, why) in FOUND.items():
        wrong = [pytest.mark.xfail(reason=why, strict=True)] if why else []
        yield pytest.param(script, id=name, marks=wrong)


@pytest.mark.parametrize("script", [*_found()])
def test_what_was_found_stays_right(tools: Tools, script: str) -> None:
    """No answer about a program that random ones have been cut down to is wrong.

    What a recording shows of it is partly luck, so there are several.
    """
    for _ in range(5):
        checked = check(tools, script)
        assert checked.answers is not None
        assert checked.faults == ()


def test_sample(tools: Tools) -> None:
    """No answer about a random program is contradicted by a run of it."""
    found = [*check_all(tools, map(random_script, range(SAMPLE)))]
    assert [each for each in found if each.faults] == []
    said = Counter(what for each in found for *_, what in each.answers or ())
    assert min(said[Relation.BEFORE], said[Relation.CONCURRENT]) > SAMPLE


@pytest.mark.stress
@pytest.mark.parametrize("first", range(0, THOUSANDS, HUNDREDS))
def test_thousands(
    tools: Tools, first: int, record_property: Callable[[str, object], None]
) -> None:
    """Nor about any of thousands."""
    total, wrong = Counter[str](), []
    for each in check_all(tools, map(random_script, range(first, first + HUNDREDS))):
        total += Counter(what.value for *_, what in each.answers or ())
        total["programs" if each.answers else "not ended"] += 1
        total += Counter(runs=each.runs, alike=each.alike, unshown=each.unshown)
        wrong += [each] if each.faults else []
    for name, number in total.items():
        record_property(name, number)
    print(dict(total))
    assert [(each.script, each.faults) for each in wrong] == []
    assert total["programs"] > 0.75 * HUNDREDS
