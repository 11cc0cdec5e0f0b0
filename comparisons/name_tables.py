"""Writes the names of errors and signals as tables in C, for tracer/records/names.c.

`python name_tables.py FILE` writes them into a file, as the build does into names.inc. Python knows
the names, the C compiler their numbers: so the tables are right on the machine that they are
compiled for, even if that is not the one that compiles.
"""

import errno
import signal
import sys
from collections.abc import Iterable
from pathlib import Path


def error_names() -> list[str]:
    """A name for each error, in their order; of synonyms the first: EAGAIN, EDEADLK, ENOTSUP."""
    names: dict[int, str] = {}
    for name in sorted(vars(errno)):
        number = getattr(errno, name)
        if name.startswith("E") and isinstance(number, int):
            names.setdefault(number, name)
    return [name for _, name in sorted(names.items())]


def signal_names() -> list[str]:
    """The names of the signals, without those at both ends of the real-time ones."""
    return [each.name for each in signal.Signals if not each.name.startswith("SIGRT")]


def table(name: str, entries: Iterable[str]) -> str:
    """A table in C; what the compiler's headers do not define is left out."""
    lines = "".join(f"#ifdef {each}\n    NAME({each}),\n#endif\n" for each in entries)
    return f"static const struct name {name}[] = {{\n{lines}}};\n"


def tables() -> str:
    """The text of names.inc."""
    return table("errors", error_names()) + table("signals", signal_names())


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(tables(), encoding="ascii")
