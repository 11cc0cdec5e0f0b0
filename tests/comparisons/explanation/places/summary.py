"""Explain the programs of this folder, and print how many of their lines were named.

python tests/comparisons/explanation/places/summary.py [--python PATH]... [NAME | METHOD]...
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3] / "support"))
from places import NAMES, tell

METHODS = ("fork", "spawn", "forkserver")
COLUMNS = ("programs", "named", "unknown", "false")


def main(*words: str) -> None:
    interpreters, wanted, left = [], set(), list(words)
    while left:
        word = left.pop(0)
        if word == "--python":
            interpreters.append(left.pop(0))
        else:
            wanted.add(word)
    names = sorted(wanted & {*NAMES}) or NAMES
    table = []
    for interpreter in interpreters or [sys.executable]:
        for method in [each for each in METHODS if each in wanted] or METHODS:
            found = [*tell([(name, method) for name in names], interpreter=interpreter)]
            for each in found:
                if each.false or not each.named:
                    lack = "" if each.named else "unknown; "
                    print(f"{interpreter} {method} {each.name}: {lack}{'; '.join(each.false)}")
            named = sum(each.named for each in found)
            false = sum(bool(each.false) for each in found)
            table.append((interpreter, method, len(found), named, len(found) - named, false))
            print(*table[-1], flush=True)
    print(f"{'python':50} {'method':10}", *(f"{column:>8}" for column in COLUMNS))
    for python, method, *counts in table:
        print(f"{python:50} {method:10}", *(f"{count:8}" for count in counts))


if __name__ == "__main__":
    main(*sys.argv[1:])
