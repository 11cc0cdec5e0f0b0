"""multiprocessing's contexts, with Process classes that C waits for.

This module loads neither C, nor typing, nor what multiprocessing loads with its first start(): a
worker under spawn unpickles its Process and needs no more, and handlers at exit keep their order.
"""

import multiprocessing
from multiprocessing import context

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiprocessing import popen_fork, popen_forkserver, popen_spawn_posix
    from multiprocessing.process import BaseProcess
    from typing import Any


class _Context(context.BaseContext):
    def get_context(self, method: str | None = None) -> "Any":
        return self if method is None else get_context(method)


class ForkProcess(context.ForkProcess):
    """A process that C forks and waits for."""

    @staticmethod
    def _Popen(process_obj: "BaseProcess") -> "popen_fork.Popen":
        from cjoin.popen_fork import Popen

        return Popen(process_obj)


class SpawnProcess(context.SpawnProcess):
    """A process in a new interpreter, waited for in C."""

    @staticmethod
    def _Popen(process_obj: "BaseProcess") -> "popen_spawn_posix.Popen":
        from cjoin.popen_spawn import Popen

        return Popen(process_obj)


class ForkServerProcess(context.ForkServerProcess):
    """A process that a server forks, waited for in C."""

    @staticmethod
    def _Popen(process_obj: "BaseProcess") -> "popen_forkserver.Popen":
        from cjoin.popen_forkserver import Popen

        return Popen(process_obj)


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
