"""The example in the head comment of a C header."""

import re
from pathlib import Path


def example(header: Path) -> tuple[str, str, list[str]]:
    """Its C, which is indented; its Build line, with what continues it; and what it prints."""
    head = header.read_text().split("*/")[1]
    text = re.sub(r"^ \* ?", "", head, flags=re.MULTILINE)
    code = "\n".join(re.findall(r"^(?:    .*|)$", text.split("Build:")[0], re.MULTILINE))
    (line,) = re.findall(r"^Build: +((?:.*\\\n)*.*)$", text, re.MULTILINE)
    printed = text.partition("Prints: ")[2].partition("\n\n")[0]
    return re.sub(r"^    ", "", code, flags=re.MULTILINE), line, re.findall(r"\S.*", printed)
