"""Documents as text, and their schemas as they are published in schema/.

Write the schemas anew with `python -m joinscope.render.documents.json_text FOLDER`; a test holds
the published ones against the types.
"""

import argparse
import json
from collections.abc import Mapping
from inspect import cleandoc
from pathlib import Path

import msgspec

from joinscope.render.documents.explanation import ExplanationDocument
from joinscope.render.documents.live import WhyDocument
from joinscope.render.documents.orders import OrdersDocument
from joinscope.render.documents.verdict import VerdictDocument
from joinscope.schedule import Schedule

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PUBLISHED: Mapping[str, type[msgspec.Struct]] = {
    "verdict-2.json": VerdictDocument,
    "explanation-2.json": ExplanationDocument,
    "orders-1.json": OrdersDocument,
    "schedule-1.json": Schedule,
    "why-1.json": WhyDocument,
}


def json_text(document: msgspec.Struct) -> str:
    """A document as text; what is no valid Unicode in it stays what it is."""
    return json.dumps(msgspec.to_builtins(document), indent=1, ensure_ascii=False)


def schema_text(name: str, of: type[msgspec.Struct]) -> str:
    """The JSON Schema of a document, which has every field of its types and no other.

    Of a schedule, which a person may write, a field that has a default may be absent.
    """
    identity = f"joinscope/{name.removesuffix('.json').replace('-', '/')}"
    schema = msgspec.json.schema(of)
    for each in schema["$defs"].values():
        if "description" in each:
            each["description"] = cleandoc(each["description"])
        if "properties" in each:
            every = each["required"] if of is Schedule else [*each["properties"]]
            each |= {"required": every, "additionalProperties": False}
    return json.dumps({"$schema": DIALECT, "$id": identity, **schema}, indent=1) + "\n"


def main() -> None:
    """Write each schema into the folder that is named."""
    parser = argparse.ArgumentParser(
        "python -m joinscope.render.documents.json_text",
        description="Write the JSON Schemas of the documents, made of their types.",
    )
    parser.add_argument("folder", type=Path, help="the folder that gets them")
    folder = parser.parse_args().folder
    for name, of in PUBLISHED.items():
        folder.joinpath(name).write_text(schema_text(name, of))


if __name__ == "__main__":
    main()
