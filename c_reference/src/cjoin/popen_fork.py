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


class Popen(popen.Popen):
    """multiprocessing.popen_fork.Popen on process.h."""

    def _launch(self, process_obj: BaseProcess) -> None:
        def run(lifeline: int) -> int:
            return _run(process_obj, lifeline)

        _ask_for_permission()
        _preserve_tracker(keep=True)
        try:
            self._worker, threads = library.fork(run)
        finally:
            _preserve_tracker(keep=False)
        self.pid = self._worker.pid
        self.sentinel = self._worker.sentinel
        self.finalizer = util.Finalize(self, library.release, (self._worker,))
        _warn_of_threads(threads)


def _run(process_obj: BaseProcess, lifeline: int) -> int:
    """The worker's life. Nothing raised here may come back into the parent's code."""
    code = 1
    with suppress(BaseException):
        _preserve_tracker(keep=False)
        if sys.version_info >= (3, 13):
            atexit._clear()
            atexit.register(util._exit_function)
        code = process_obj._bootstrap(parent_sentinel=lifeline)  # type: ignore[attr-defined]
    if sys.version_info >= (3, 13):
        atexit._run_exitfuncs()
    return code


def _ask_for_permission() -> None:
    """Raise what os.fork() raises before it forks."""
    if sys.version_info >= (3, 12) and sys.is_finalizing():
        error = getattr(builtins, "PythonFinalizationError", RuntimeError)  # from 3.13 on
        raise error("can't fork at interpreter shutdown")
    sys.audit("os.fork")


def _warn_of_threads(count: int) -> None:
    """Warn, from 3.12 on, as os.fork() does; until 3.14 that cannot be made an error."""
    version = tuple(sys.version_info)  # mypy knows one version only
    if version < (3, 12) or (count or threading.active_count()) < 2:
        return
    with suppress(*[Exception] if version < (3, 15) else []):
        warnings.warn(
            f"This process (pid={os.getpid()}) is multi-threaded, "
            "use of fork() may lead to deadlocks in the child.",
            DeprecationWarning,
            stacklevel=2,
        )


def _preserve_tracker(*, keep: bool) -> None:
    """Let the worker use this process's resource tracker, as CPython does from 3.14 on."""
    if sys.version_info >= (3, 14):
        from multiprocessing import resource_tracker

        intent = getattr(resource_tracker, "_fork_intent", None)
        if intent is not None:
            intent.preserve_fd = keep
