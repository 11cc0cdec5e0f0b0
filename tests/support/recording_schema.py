"""The JSON Schema of recordings, as a check of one record."""

import json
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

import jsonschema

SCHEMA = json.loads((files("joinscope") / "schema" / "recording-1.json").read_text("utf-8"))


def checker() -> Callable[[Mapping[str, Any]], None]:
    """A function that raises ValidationError for a record that does not follow the schema."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    definitions = SCHEMA["$defs"]
    validators = {
        event: jsonschema.Draft202012Validator({**definition, "$defs": definitions})
        for event, definition in definitions.items()
    }
    return lambda record: validators[record["event"]].validate(record)
