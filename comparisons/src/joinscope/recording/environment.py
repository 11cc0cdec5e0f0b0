"""The environment that programs run in: the same for everybody, whatever the caller has set."""

import os
import sys

# What a program needs to find its files. Not PYTHON*: PYTHONUNBUFFERED alone hides every effect
# of buffering.
KEPT = (
    "PATH",
    "HOME",
    "TMPDIR",
    "VIRTUAL_ENV",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
)


def controlled() -> dict[str, str]:
    """A new environment: what KEPT names of ours, a UTF-8 locale and a plain terminal."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    utf8 = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
    return {**kept, "LC_ALL": utf8, "TERM": "dumb"}
