"""Record rows of the table of truth, and print by kind what is said of them.

python tests/truth/summary.py [--known] [KIND | KIND-NAME ...]

--known: print the faults as known_faults.toml has them.
"""

import json
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from itertools import groupby
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))
from truth_table import KNOWABLE, ROWS, Row, faults

COLUMNS = ("rows", "choices", "false before", "false concurrent", "changes", "unknown", "other")


def main(*words: str) -> None:
    wanted = set(words) - {"--known"}
    rows = [row for row in ROWS if not wanted or wanted & {row.kind, str(row)}]
    with ProcessPoolExecutor(2) as pool:
        found = dict(zip(rows, pool.map(faults, rows), strict=True))
    if "--known" in words:
        _known(found)
        return
    count: dict[str, Counter[str]] = {}
    for row, wrong in found.items():
        if wrong:
            print(f"{row}: {'; '.join(sorted(wrong))}")
        told = {each if each in COLUMNS else "other" for each in wrong}
        count.setdefault(row.kind, Counter()).update(
            {"rows": 1, "choices": bool(row.code), **dict.fromkeys(told, 1)}
        )
    print(f"{'kind':20}", *(f"{column:>17}" for column in COLUMNS))
    for name, of_kind in {**count, "all": sum(count.values(), Counter())}.items():
        print(f"{name:20}", *(f"{of_kind[column]:17}" for column in COLUMNS))


def _known(found: dict[Row, set[str]]) -> None:
    for kind, of_kind in groupby(found.items(), lambda item: item[0].kind):
        known = {
            row.name: wrong
            for row, each in of_kind
            if (wrong := each - (set() if kind in KNOWABLE else {"unknown"}))
        }
        if known:
            print(f"\n[{kind}]")
        for name, wrong in known.items():
            print(name, "=", json.dumps(sorted(wrong)))


if __name__ == "__main__":
    main(*sys.argv[1:])
