"""The schemas that are published, held against the types that they are generated from."""

import json
from importlib.resources import files

import jsonschema
import msgspec
import pytest
from explanations import verdict
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
    assert text == schema_text(PUBLISHED[name])
    jsonschema.Draft202012Validator.check_schema(json.loads(text))


def test_another_type_has_another_schema() -> None:
    """A field more is a schema that is not the published one: the test above can fail."""
    (name, of), *_ = PUBLISHED.items()
    more = msgspec.defstruct("More", [("more", int)], bases=(of,), kw_only=True)
    assert schema_text(more) != (FOLDER / name).read_text("utf-8")


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
