"""Which lines of C were run, by gcov; and whether those that were not have a reason."""

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path


def lines(source: Path, notes: Path, folder: Path) -> dict[str, bool]:
    """Whether each line was run, by "FILE:NUMBER: FUNCTION: TEXT"; the notes are the compiler's.

    What was counted stands beside them; what gcov writes goes into the folder.
    """
    subprocess.run(["gcov", notes], cwd=folder, capture_output=True, check=True)
    found, function = {}, ""
    for line in (folder / f"{source.name}.gcov").read_text().splitlines():
        count, number, text = line.split(":", 2)
        if named := re.match(r"(\w+)\(", text):
            function = named[1]
        if count.strip() != "-":
            run = "#####" not in count
            found[f"{source.name}:{number.strip()}: {function}: {text.strip()}"] = run
    return found


def enough(run: Mapping[str, bool], reasons: Mapping[str, str]) -> bool:
    """Whether 95 % of the lines were run, and the others have a reason; prints them.

    A reason is found by a part of the line.
    """
    missed = [line for line, hit in run.items() if not hit]
    print(f"{100 - 100 * len(missed) / len(run):.1f} % of {len(run)} lines")
    why = {line: [text for part, text in reasons.items() if part in line] for line in missed}
    for line, texts in why.items():
        print(f"{line}  <- {''.join(texts[:1]) or 'no reason'}")
    return all(why.values()) and len(missed) <= 0.05 * len(run)
