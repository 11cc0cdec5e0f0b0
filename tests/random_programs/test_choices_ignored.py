"""A choice that is taken for none: an order is then proved which other runs do not have."""

import pytest
from broken_order import broken
from command import traced
from joinscope.happens_before.choices import Choice
from script_runs import Answers, Tools, ask, build, false_before, order_of, record

pytestmark = traced

# In each there is somebody else who could have been the one.
SCRIPTS = {
    Choice.WHICH_CHILD: "fork:1 fork:2 waitany say waitany / say / say",
    Choice.WHICH_WRITER: (
        "pipe:0 fork:1 fork:2 read:0,1,0 say wait:1 wait:2 / say write:0,1,1 / say write:0,1,1"
    ),
    Choice.WHICH_READER: (
        "pipe:0 fork:1 fork:2 write:0,1,1 say write:0,1,1 wait:1 wait:2"
        " / read:0,1,0 say / read:0,1,0 say"
    ),
    Choice.WHICH_READY: (
        "pipe:0 pipe:1 fork:1 fork:2 poll2:0,0,1,0,-1 say wait:1 wait:2"
        " / say write:0,1,1 / say write:1,1,1"
    ),
    Choice.WHICH_SIGNAL: (
        "handle:10,0 block:10 fork:1 fork:2 suspend:10 say wait:1 wait:2"
        " / say kill:0,10 / say kill:0,10"
    ),
    Choice.HOW_MUCH: (
        "pipe:0 pipe:1 fork:1 poll:1,0,6 read:0,5,0 say wait:1 / write:0,1,1 say write:0,1,1 say"
    ),
}


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Tools:
    return build(tmp_path_factory.mktemp("ignored"))


@pytest.mark.parametrize("choice", SCRIPTS, ids=lambda choice: choice.name)
def test_an_ignored_choice_is_contradicted(tools: Tools, choice: Choice) -> None:
    """What is then proved a run contradicts; with the choice nothing does.

    It is a search for a witness: who was the one is luck, and so is whether a recording shows it.
    In each of them the order as it is must be right.
    """
    script, wrong = SCRIPTS[choice], 0
    for _ in range(10):
        records = record(tools, script) or []
        answers = Answers.of(order_of(records))
        oracle = ask(tools, script, answers)
        assert false_before(answers, oracle) == []
        with broken(choice):
            wrong += len(false_before(Answers.of(order_of(records)), oracle))
        if wrong:
            break
    assert wrong
