"""python -m pyjoin [NAME | FILE.py] [--start-method ...]: run a program, or list them."""

import argparse
import multiprocessing
import sys
from pathlib import Path

from pyjoin import program


def main() -> int:
    """Run the program that was named; 2 for wrong usage, else the program's own exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m pyjoin",
        description="Run a multiprocessing program under a start method.",
    )
    parser.add_argument("program", nargs="?", help="a name or a FILE.py; without: list the names")
    methods = multiprocessing.get_all_start_methods()
    parser.add_argument("--start-method", choices=methods, help="default: this Python's own")
    arguments = parser.parse_args()

    known = program.names()
    if arguments.program is None:
        print("\n".join(known))
        return 0
    file = Path(arguments.program)
    if arguments.program in known:
        file = program.source(arguments.program)
    elif file.suffix != ".py":
        problem = f"no program {arguments.program!r}; there are: {', '.join(known)}"
        print(f"pyjoin: {problem}", file=sys.stderr)
        return 2
    elif not file.is_file():
        print(f"pyjoin: no file {arguments.program!r}", file=sys.stderr)
        return 2
    program.run(file.absolute(), start_method=arguments.start_method)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
