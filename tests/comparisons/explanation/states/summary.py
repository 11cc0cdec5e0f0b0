"""Explain the programs of this folder, and print how many samples agree with their lanes.

python tests/comparisons/explanation/states/summary.py [NAME | METHOD]...
"""

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3] / "support"))
from states import NAMES, agreements

METHODS = ("fork", "spawn", "forkserver")


def main(*words: str) -> None:
    names = [each for each in NAMES if each in words] or NAMES
    for method in [each for each in METHODS if each in words] or METHODS:
        right, wrong = [0, 0], [Counter[str](), Counter[str]()]
        for name, *found in agreements(names, method):
            for place, each in enumerate(found):
                right[place] += each.right
                wrong[place] += each.wrong
            shares = [f"{each.right} {each.share:.3f}" for each in found]
            print(method, name.rpartition(" ")[2], *shares, dict(found[0].wrong), flush=True)
        for place, run in enumerate(("traced", "untraced")):
            every = right[place] + wrong[place].total()
            share = right[place] / every
            print(f"{method} {run}: {right[place]} of {every}, {share:.2%}; {dict(wrong[place])}")


if __name__ == "__main__":
    main(*sys.argv[1:])
