"""multiprocessing's contexts, with Process classes that C waits for.

This module loads neither C, nor typing, nor what multiprocessing loads with its first start(): so
handlers at exit keep their order, and a fork has no more to copy than it needs.
"""

import copyreg
import importlib
import multiprocessing
from multiprocessing import context

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiprocessing import popen_fork
    from multiprocessing.process import BaseProcess
    from typing import Any, SupportsIndex


class _Context(context.BaseContext):
    def get_context(self, method: str | None = None) -> "Any":
        return self if method is None else get_context(method)


class ForkProcess(context.ForkProcess):
    """A process that C forks and waits for."""


class SpawnProcess(context.SpawnProcess):
    """A process in a new interpreter, waited for in C."""

    def __reduce_ex__(self, protocol: "SupportsIndex") -> "str | tuple[Any, ...]":
        return _as_theirs(self) or super().__reduce_ex__(protocol)


class ForkServerProcess(context.ForkServerProcess):
    """A process that a server forks, waited for in C."""

    def __reduce_ex__(self, protocol: "SupportsIndex") -> "str | tuple[Any, ...]":
        return _as_theirs(self) or super().__reduce_ex__(protocol)


_THEIRS: "dict[type, type]" = {
    SpawnProcess: context.SpawnProcess,
    ForkServerProcess: context.ForkServerProcess,
}


def _as_theirs(process: "BaseProcess") -> "tuple[Any, ...] | None":
    """How to pickle the process that is being launched; None for any other, and for subclasses.

    A worker never waits for itself: there it is of multiprocessing's class, and imports no other.
    """
    theirs = _THEIRS.get(type(process))
    if theirs is None or getattr(context.get_spawning_popen(), "launched", None) is not process:
        return None
    # What object.__reduce_ex__() says, but for the class.
    return copyreg._reconstructor, (theirs, object, None), vars(process)  # type: ignore[attr-defined]


def launch_by_ours(class_: "type[BaseProcess]", method: str) -> None:
    """Give a class our Popen, from its first start() on.

    That imports it once. multiprocessing imports in every start(), which writes to memory that the
    forked worker shares, and so copies it.
    """

    def first(process_obj: "BaseProcess") -> "popen_fork.Popen":
        popen: type[popen_fork.Popen] = importlib.import_module(f"cjoin.popen_{method}").Popen
        setattr(class_, "_Popen", staticmethod(popen))
        return popen(process_obj)

    setattr(class_, "_Popen", staticmethod(first))


launch_by_ours(ForkProcess, "fork")
launch_by_ours(SpawnProcess, "spawn")
launch_by_ours(ForkServerProcess, "forkserver")


class ForkContext(_Context, context.ForkContext):
    """multiprocessing's ForkContext on our C."""

    Process = ForkProcess


class SpawnContext(_Context, context.SpawnContext):
    """multiprocessing's SpawnContext on our C."""

    Process = SpawnProcess


class ForkServerContext(_Context, context.ForkServerContext):
    """multiprocessing's ForkServerContext on our C."""

    Process = ForkServerProcess


Context = ForkContext | SpawnContext | ForkServerContext

_contexts: dict[str, Context] = {
    "fork": ForkContext(),
    "spawn": SpawnContext(),
    "forkserver": ForkServerContext(),
}


def get_context(method: str | None = None) -> Context:
    """The context of a start method ("fork", "spawn", "forkserver"; None: multiprocessing's own).

    It is usable wherever multiprocessing.get_context(method) is. Raises the same ValueError.
    """
    method = multiprocessing.get_context(method).get_start_method()
    return _contexts[method]
