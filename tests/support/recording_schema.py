"""The JSON Schema of recordings, as a check of one record."""

import json
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

import jsonschema

PUBLISHED = (files("joinscope") / "schema" / "recording-2.json").read_text("utf-8")
SCHEMA = json.loads(PUBLISHED)


def checker() -> Callable[[Mapping[str, Any]], None]:
    """A function that raises ValidationError for a record that does not follow the schema."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    definitions = SCHEMA["$defs"]
    validators = {
        event: jsonschema.Draft202012Validator({"$ref": reference, "$defs": definitions})
        for event, reference in SCHEMA["discriminator"]["mapping"].items()
    }
    return lambda record: validators[record["event"]].validate(record)
