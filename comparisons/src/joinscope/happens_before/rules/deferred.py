"""Interpreters: programs whose handlers of signals take a note, and run what was meant by it later.

Python's handlers do nothing else, and most who interpret a language do the same, for a handler may
come where their memory is in no state to go on with: Perl calls these safe signals, Ruby traps run
in its first thread, and Node's loop reads of them from a pipe. What such a program does behind a
signal is the doing of its handler or not, which no call shows: see rules/handlers.py.

They are known by the names of the files that are executed, whatever the number of their version,
and whether a script or its first line has named them. One that is not here, or that is built into
another program, is taken for one in C: its handlers run when they are called.
"""

import re
from pathlib import PurePath

NAME = re.compile("[A-Za-z]+")
INTERPRETERS = {
    *("R", "emacs", "expect", "gosh", "guile", "julia", "lua", "luajit", "node", "nodejs"),
    *("ocaml", "ocamlrun", "octave", "perl", "php", "pypy", "python", "racket", "ruby", "sbcl"),
    *("swipl", "tclsh", "wish"),
}


def defers(path: str) -> bool:
    """Whether the file that is executed is such an interpreter: "/usr/bin/perl5.36" is."""
    found = NAME.match(PurePath(path).name)
    return found is not None and found[0] in INTERPRETERS
