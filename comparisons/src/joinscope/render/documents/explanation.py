"""An explanation as one JSON document, `joinscope/explanation/1` (schema/explanation-1.json)."""

import json
from dataclasses import asdict
from typing import Any

import msgspec

from joinscope.explanation.model import Explanation
from joinscope.render.documents.verdict import comparison

SCHEMA = "joinscope/explanation/1"


def document(explanation: Explanation) -> dict[str, Any]:
    """The document; times are in ns since the start of each side's recording, but for seconds."""
    verdict = explanation.verdict
    return {
        "schema": SCHEMA,
        "name": explanation.name,
        "title": explanation.title,
        "heading": explanation.heading,
        "refusals": list(explanation.refusals),
        "lesson": explanation.lesson,
        "verdict": msgspec.to_builtins(comparison(verdict)) if verdict else None,
        "stories": [asdict(story) for story in explanation.stories],
    }


def json_text(explanation: Explanation) -> str:
    """The document as text."""
    return json.dumps(document(explanation), indent=1, ensure_ascii=False)
