"""The C side of joinscope: process.h under multiprocessing's Process, and the programs.

Names are imported when they are used: a worker under spawn needs its Process class, and no C.
Nor does it need typing, which would take a tenth of its start.
"""

import importlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from cjoin.connection import wait
    from cjoin.context import get_context
    from cjoin.program import get_include, names, run, source, twin

__all__ = ["get_context", "get_include", "names", "run", "source", "twin", "wait"]

_HOME = {"get_context": "context", "wait": "connection"}


def __getattr__(name: str) -> "Any":
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"cjoin.{_HOME.get(name, 'program')}"), name)
