"""Record rows of the table of truth, and print by kind what is said of them.

python tests/truth/summary.py [--known] [KIND | KIND-NAME ...]

--known: print the faults as known_faults.toml has them.
"""

import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))
from truth_table import ROWS, faults

COLUMNS = ("rows", "choices", "false before", "false concurrent", "unknown", "other")


def main(*words: str) -> None:
    wanted = set(words) - {"--known"}
    rows = [row for row in ROWS if not wanted or wanted & {row.kind, str(row)}]
    with ProcessPoolExecutor(2) as pool:
        found = dict(zip(rows, pool.map(faults, rows), strict=True))
    count: dict[str, Counter[str]] = {}
    kind = ""
    for row, wrong in found.items():
        if wrong and "--known" in words:
            if kind != row.kind:
                print(f"\n[{row.kind}]")
                kind = row.kind
            print(f"{row.name} = {str(sorted(wrong)).replace(chr(39), chr(34))}")
        elif wrong:
            print(f"{row}: {'; '.join(sorted(wrong))}")
        told = {each if each in COLUMNS else "other" for each in wrong}
        count.setdefault(row.kind, Counter()).update(
            {"rows": 1, "choices": bool(row.code), **dict.fromkeys(told, 1)}
        )
    if "--known" not in words:
        print(f"{'kind':20}", *(f"{column:>17}" for column in COLUMNS))
        for name, of_kind in {**count, "all": sum(count.values(), Counter())}.items():
            print(f"{name:20}", *(f"{of_kind[column]:17}" for column in COLUMNS))


if __name__ == "__main__":
    main(*sys.argv[1:])
