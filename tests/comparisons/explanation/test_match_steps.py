"""Which stories stand beside each other, and which of their steps are one."""

from dataclasses import replace
from functools import partial

import explanations
import pytest
from joinscope.explanation.match_steps import pairs
from joinscope.explanation.model import SideExplanation
from joinscope.render.html.report import slug
from joinscope.render.wording.sides import pair_label


def labels(*stories: SideExplanation) -> list[str]:
    return [pair_label(pair) for pair in pairs(stories)]


def test_the_same_start_method_stands_together() -> None:
    """Each Python story has the C story of its start method, or the first; C may stay alone."""
    python, c = partial(explanations.story, "python"), partial(explanations.story, "c")
    assert labels(python("fork"), python("spawn"), c("fork"), c("spawn")) == [
        "Python fork beside C fork",
        "Python spawn beside C spawn",
    ]
    assert labels(python("forkserver"), c("fork")) == ["Python forkserver beside C fork"]
    assert labels(c("spawn"), python("fork"), c("fork")) == ["Python fork beside C fork", "C spawn"]
    assert labels(python("fork")) == ["Python fork"]
    assert labels() == []


def test_steps_of_one_key_are_one() -> None:
    """They are numbered through; what only one side does stands where it did it."""
    python, c = explanations.story("python"), explanations.story("c")
    c = replace(c, steps=tuple(step for step in c.steps if step.kind != "sleep"))
    python = replace(python, steps=tuple(step for step in python.steps if step.kind != "run"))
    (pair,) = pairs([python, c])
    kinds = [[step.kind if step else None for step in match.steps] for match in pair.matches]
    assert kinds == [
        ["create", "create"],
        ["wait", "wait"],
        [None, "run"],
        ["print", "print"],
        ["sleep", None],
        ["print", "print"],
        ["end", "end"],
        ["print", "print"],
        ["exit", "exit"],
    ]
    assert [match.number for match in pair.matches] == list(range(1, 10))


def test_a_key_that_comes_again_is_another_step() -> None:
    """No step is lost because a program does the same twice."""
    story = explanations.story("python")
    (pair,) = pairs([replace(story, steps=story.steps * 2)])
    assert len({match.number for match in pair.matches}) == 2 * len(story.steps)
    assert {match.places for match in pair.matches} == {(n,) for n in range(2 * len(story.steps))}


def test_a_step_is_the_same_under_each_start_method() -> None:
    """The number by which a reader's place is kept is the same in all pairs."""
    first, second, third = pairs(explanations.article().stories)
    keys = [[match.key for match in pair.matches] for pair in (first, second, third)]
    assert keys[0] == keys[1] == keys[2]


@pytest.mark.parametrize(
    ("text", "address"),
    [("worker_and_join", "worker_and_join"), ("a \"b'.py", "a_b_py"), ("<>", "program")],
)
def test_an_address_has_no_special_characters(text: str, address: str) -> None:
    """Whatever a program is called, its steps have addresses."""
    assert slug(text) == address
