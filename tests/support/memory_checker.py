"""How a program is run under valgrind: any error or leak, in any of its processes, is status 99."""

import shutil

import pytest

VALGRIND = (
    "valgrind",
    "--quiet",
    "--vgdb=no",  # no pipes for a debugger, which a killed program leaves in /tmp
    "--error-exitcode=99",
    "--leak-check=full",
    "--trace-children=yes",
)
needs_valgrind = pytest.mark.skipif(
    not shutil.which("valgrind"), reason="valgrind is not installed"
)
