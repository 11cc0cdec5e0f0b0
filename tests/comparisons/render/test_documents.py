"""The schemas that are published, held against the types that they are generated from."""

import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

import jsonschema
import msgspec
import pytest
from explanations import article, hostile, many, verdict
from joinscope.explanation.known_traps import TimedOut
from joinscope.explanation.model import Explanation
from joinscope.render.documents.explanation import document as explained
from joinscope.render.documents.json_text import PUBLISHED, json_text, schema_text
from joinscope.render.documents.verdict import document
from joinscope.verdict.verdict import Outcome

FOLDER = files("joinscope") / "schema"


def published(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads((FOLDER / name).read_text("utf-8")))


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_schema_is_that_of_the_types(name: str) -> None:
    """It is one, and says what the types say."""
    text = (FOLDER / name).read_text("utf-8")
    assert text == schema_text(name, PUBLISHED[name])
    jsonschema.Draft202012Validator.check_schema(json.loads(text))


def test_another_type_has_another_schema() -> None:
    """A field more is a schema that is not the published one: the test above can fail."""
    (name, of), *_ = PUBLISHED.items()
    more = msgspec.defstruct("More", [("more", int)], bases=(of,), kw_only=True)
    assert schema_text(name, more) != (FOLDER / name).read_text("utf-8")


@pytest.mark.parametrize("outcome", [Outcome.HOLDS, Outcome.FAILS])
def test_a_verdict_follows_its_schema(outcome: Outcome) -> None:
    """Also where a claim fails; a field more, or one less, is found."""
    found = json.loads(json_text(document([verdict(outcome)])))
    published("verdict-2.json").validate(found)
    for wrong in ({**found, "more": 1}, {key: found[key] for key in found if key != "kernel"}):
        with pytest.raises(jsonschema.ValidationError):
            published("verdict-2.json").validate(wrong)


def test_a_verdict_has_facts() -> None:
    """A claim, the reason why it fails and its proof are there without a sentence to take apart."""
    found = json.loads(json_text(document([verdict(Outcome.FAILS)])))
    finding = found["comparisons"][0]["sides"][0]["findings"][0]
    first = {"kind": "line", "name": "Worker completed"}
    second = {"kind": "line", "name": "Parent process completed"}
    assert finding["claim"] == {"claim": "before", "first": first, "second": second}
    assert finding["reason"] == {"code": "came_first", "event": second}
    assert [hop["call"] for hop in finding["proof"]["hops"]] == ["write", "", "wait4", "write"]
    assert finding["wording"]["reason"] == '"Parent process completed" came first'


@pytest.mark.parametrize("explanation", [article(), many(), hostile()], ids=lambda each: each.name)
def test_an_explanation_follows_its_schema(explanation: Explanation) -> None:
    """Whatever is explained."""
    published("explanation-2.json").validate(json.loads(json_text(explained(explanation))))


def test_an_explanation_has_its_steps_matched() -> None:
    """Each match names the steps of its stories by their places, and they have one key."""
    found = json.loads(json_text(explained(article())))
    assert [pair["stories"] for pair in found["pairs"]] == [[0, 3], [1, 4], [2, 5]]
    for pair in found["pairs"]:
        sides = [found["stories"][place]["steps"] for place in pair["stories"]]
        keys = [
            {steps[place]["key"] for steps, place in zip(sides, match["steps"], strict=True)}
            for match in pair["match_steps"]
        ]
        assert all(len(each) == 1 for each in keys)
        assert len(keys) == len(sides[0])


def test_an_explanation_has_facts() -> None:
    """A call, who reaped and a trap are there without a sentence to take apart."""
    story = explanation_stories()[0]
    wait = next(step for step in story["steps"] if step["kind"] == "wait")
    assert (wait["function"], wait["blocked"]) == ("join", True)
    assert wait["call"] == {
        "name": "wait4",
        "kind": "wait",
        "arguments": [{"type": "number", "value": 101}],
        "result": 101,
        "error": None,
        "returned": True,
        "status": None,
    }
    (join,) = story["joins"][0]["shown"]
    assert join["reaped_by"] == {"role": "parent", "worker": None, "pid": 100}
    assert join["ending"] == {"code": 0, "signal": None}
    assert join["traps"] == [{"code": "timed_out", "times": 2, "longest": 5, "tested": False}]


def explanation_stories() -> list[dict[str, Any]]:
    """The stories of a document, the first of which has a trap."""
    told = article()
    first = told.stories[0]
    (group,) = first.joins
    join = replace(group.shown[0], traps=(TimedOut(2, 5),))
    first = replace(first, joins=(replace(group, shown=(join,)),))
    stories = json.loads(json_text(explained(replace(told, stories=(first,)))))["stories"]
    assert isinstance(stories, list)
    return stories
