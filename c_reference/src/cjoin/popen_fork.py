"""Start a worker by fork(), in C: the Popen of the start method fork."""

import atexit
import builtins
import os
import sys
import threading
import warnings
from contextlib import suppress
from multiprocessing import util
from multiprocessing.process import BaseProcess

from cjoin import library, popen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from cjoin._native import Struct

    Release = Callable[[Struct], None]

_VERSION = tuple(sys.version_info)  # of itself mypy knows one value only
_FORK_IS_REFUSED_AT_EXIT = _VERSION >= (3, 12)
_FORK_WARNS_OF_THREADS = _VERSION >= (3, 12)
_WORKER_RUNS_ATEXIT = _VERSION >= (3, 13)

# A worker uses this process's resource tracker if the launch says so, from 3.14 on (gh-146313).
_fork_intent = None
if _VERSION >= (3, 14):
    from multiprocessing import resource_tracker

    _fork_intent = getattr(resource_tracker, "_fork_intent", None)


class Popen(popen.Popen):
    """multiprocessing.popen_fork.Popen on process.h."""

    def _launch(self, process_obj: BaseProcess) -> None:
        if _FORK_IS_REFUSED_AT_EXIT and sys.is_finalizing():
            _refuse()
        sys.audit("os.fork")
        if _fork_intent is not None:
            _fork_intent.preserve_fd = True
        try:
            worker, lifeline = library.fork(count=_FORK_WARNS_OF_THREADS)
        finally:
            if _fork_intent is not None:
                _fork_intent.preserve_fd = False
        if lifeline is not None:
            code = 1
            try:
                if _WORKER_RUNS_ATEXIT:
                    atexit._clear()
                    atexit.register(util._exit_function)  # type: ignore[attr-defined]
                code = process_obj._bootstrap(parent_sentinel=lifeline)  # type: ignore[attr-defined]
            finally:
                if _WORKER_RUNS_ATEXIT:
                    atexit._run_exitfuncs()
                os._exit(code)
        self._worker = worker
        self.pid = worker.pid
        self.sentinel = worker.sentinel
        self.finalizer = _Finalizer(worker)  # type: ignore[assignment]
        if _FORK_WARNS_OF_THREADS and (library.threads_of_fork() or threading.active_count()) > 1:
            _warn_of_threads()


class _Finalizer:
    """What util.Finalize() does for a Popen; it writes to fewer pages, which each fork copies."""

    __slots__ = ("_pid", "_worker")

    def __init__(self, worker: "Struct") -> None:
        self._worker = worker
        self._pid = os.getpid()

    # The defaults are there even when the interpreter ends and modules are gone.
    def __call__(
        self, *, getpid: "Callable[[], int]" = os.getpid, release: "Release" = library.release
    ) -> None:
        """Close the descriptors, once; a forked copy of this object owns none."""
        if getpid() != self._pid:
            return
        try:
            worker = self._worker
            del self._worker  # only one thread gets beyond this
        except AttributeError:
            return
        release(worker)

    __del__ = __call__


def _refuse() -> None:
    """Raise what os.fork() raises while the interpreter ends."""
    error = getattr(builtins, "PythonFinalizationError", RuntimeError)  # from 3.13 on
    raise error("can't fork at interpreter shutdown")


def _warn_of_threads() -> None:
    """Warn as os.fork() does; until 3.14 that cannot be made an error."""
    with suppress(*[Exception] if _VERSION < (3, 15) else []):
        warnings.warn(
            f"This process (pid={os.getpid()}) is multi-threaded, "
            "use of fork() may lead to deadlocks in the child.",
            DeprecationWarning,
            stacklevel=2,
        )
