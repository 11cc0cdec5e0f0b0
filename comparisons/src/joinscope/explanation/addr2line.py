"""Functions and source lines of a C program by their addresses, as its debug information has them.

addr2line comes with the compiler; without it they are not known.
"""

import os
import shlex
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple


class Symbol(NamedTuple):
    """Where an address lies: in which function, and in which line of which file (0: not known)."""

    function: str
    file: str
    line: int


UNKNOWN = Symbol("?", "", 0)


def symbols(program: Path, addresses: Iterable[int]) -> dict[int, Symbol]:
    """The symbol of each address of a program that was linked to a fixed place."""
    wanted = sorted(set(addresses))
    tool = _addr2line()
    if not wanted or tool is None:
        return dict.fromkeys(wanted, UNKNOWN)
    done = subprocess.run(
        [tool, "-f", "-e", program],
        input="".join(f"{address:x}\n" for address in wanted),
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        check=False,
    )
    lines = done.stdout.splitlines()
    if len(lines) != 2 * len(wanted):
        return dict.fromkeys(wanted, UNKNOWN)
    return {
        address: _symbol(function, where)
        for address, function, where in zip(wanted, lines[::2], lines[1::2], strict=True)
    }


def _symbol(function: str, where: str) -> Symbol:
    # FILE:LINE, perhaps followed by (discriminator N); ??:0 or ??:? where it is not known.
    file, _, line = where.partition(" (discriminator ")[0].rpartition(":")
    known = line.isdigit() and int(line) > 0
    return Symbol(function, file if known else "", int(line) if known else 0)


def _addr2line() -> str | None:
    """The compiler's own, for it may be one for another machine; else the one on PATH."""
    words = shlex.split(os.environ.get("CC") or "cc")
    try:
        done = subprocess.run(
            [*words, "-print-prog-name=addr2line"], capture_output=True, text=True, check=False
        )
    except OSError:
        return shutil.which("addr2line")
    return shutil.which(done.stdout.strip() or "addr2line") or shutil.which("addr2line")
