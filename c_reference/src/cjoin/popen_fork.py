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

_VERSION = tuple(sys.version_info)  # of itself mypy knows one value only
_FORK_IS_REFUSED_AT_EXIT = _VERSION >= (3, 12)
_FORK_WARNS_OF_THREADS = _VERSION >= (3, 12)
_WORKER_RUNS_ATEXIT = _VERSION >= (3, 13)

library.count_threads(at_fork=_FORK_WARNS_OF_THREADS)

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
        worker = library.unforked()
        # Looked up here: what only a worker looks up, each one looks up anew, in pages of its own.
        bootstrap, leave = process_obj._bootstrap, os._exit  # type: ignore[attr-defined]
        if _fork_intent is not None:
            _fork_intent.preserve_fd = True
        try:
            pid = library.fork(worker)
        finally:
            if _fork_intent is not None:
                _fork_intent.preserve_fd = False
        if pid == 0:
            code = 1
            try:
                if _WORKER_RUNS_ATEXIT:
                    atexit._clear()
                    atexit.register(util._exit_function)  # type: ignore[attr-defined]
                code = bootstrap(parent_sentinel=worker.lifeline)
            finally:
                if _WORKER_RUNS_ATEXIT:
                    atexit._run_exitfuncs()
                leave(code)
        if pid < 0:
            raise library.error(pid)
        self._worker = worker
        self.pid = pid
        self.sentinel = worker.sentinel
        if _FORK_WARNS_OF_THREADS and (library.threads_of_fork() or threading.active_count()) > 1:
            _warn_of_threads()

    def close(self) -> None:
        """Let go of the worker: with the last that does, this or a thread that waits, it closes."""
        vars(self).pop("_worker", None)


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
