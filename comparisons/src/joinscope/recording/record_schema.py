"""The JSON Schema of a record, made of the types in records.py, for readers in other languages.

It is published in schema/recording-2.json. Write it anew with

    python -m joinscope.recording.record_schema comparisons/src/joinscope/schema/recording-2.json
"""

import inspect
import json
import sys
from pathlib import Path

import msgspec

from joinscope.recording.records import SCHEMA, Record


def schema_text() -> str:
    """The schema of one line of a recording, as the text of its file."""
    (of_record,), definitions = msgspec.json.schema_components([Record])
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA,
        "title": "One record (one line) of a recording",
        **of_record,
        "$defs": dict(sorted(definitions.items())),
    }
    for each in definitions.values():
        if "description" in each:
            each["description"] = inspect.cleandoc(each["description"])
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(schema_text(), "utf-8")
