"""python -m cjoin [NAME | run SCRIPT [ARGUMENT...]]: C inside Python, or Python on our C."""

import argparse
import sys

from cjoin import program, script

_USAGE = "python -m cjoin [NAME | run SCRIPT [ARGUMENT...]]"


def main() -> int:
    """Run what was named; exit with its status, or 2 for wrong usage."""
    if sys.argv[1:2] == ["run"]:
        return _run(sys.argv[2:])
    parser = argparse.ArgumentParser(
        prog="python -m cjoin",
        usage=_USAGE,
        description="Run a C program through cffi, inside this Python; "
        "or run a Python program with multiprocessing on our C.",
    )
    parser.add_argument("name", nargs="?", help="without a name: list the programs")
    name = parser.parse_args().name
    known = program.names()
    if name is None:
        print("\n".join(known))
        return 0
    if name not in known:
        print(f"cjoin: no program {name!r}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    return program.run(name)


def _run(words: list[str]) -> int:
    if not words or words[0].startswith("-"):
        print(f"cjoin: run needs a Python file: {_USAGE}", file=sys.stderr)
        return 2
    try:
        source = script.read(words[0])
    except OSError as error:
        print(f"cjoin: cannot read {words[0]!r}: {error.strerror}", file=sys.stderr)
        return 2
    script.run(words[0], source, words[1:])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
