"""The JSON Schema of a record, made of the types in records.py, for readers in other languages.

It is published in schema/recording-2.json. Write it anew with

    python -m joinscope.recording.record_schema comparisons/src/joinscope/schema/recording-2.json
"""

import argparse
import inspect
import json
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


def main() -> None:
    """Write the schema into the file that is named."""
    parser = argparse.ArgumentParser(
        "python -m joinscope.recording.record_schema",
        description="Write the JSON Schema of a record, made of the types.",
    )
    parser.add_argument("file", type=Path, help="the file that gets it")
    parser.parse_args().file.write_text(schema_text(), "utf-8")


if __name__ == "__main__":
    main()
