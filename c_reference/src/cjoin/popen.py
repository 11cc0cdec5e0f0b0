"""What the Popen classes of all start methods share: they wait in C."""

import os
from multiprocessing import popen_fork
from multiprocessing.process import BaseProcess

from cjoin import library, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cjoin._native import Struct


class Popen(popen_fork.Popen):
    """multiprocessing's Popen, except that every look at the worker is a call of process.h."""

    _worker: "Struct | None" = None  # before the launch, and once closed

    def poll(self, flag: int = os.WNOHANG) -> int | None:
        """Return the exit code; None if the worker runs, or its status went elsewhere."""
        if self.returncode is None and (worker := self._worker) is not None:
            look = library.poll if flag == os.WNOHANG else library.join
            exitcode = look(worker)
            if exitcode is None:
                return None  # and another thread may have learnt it
            self.returncode = exitcode
        return self.returncode

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait until the sentinel is ready, at most so many seconds, and then for the worker.

        As CPython does: the second wait has no timeout, unless the first was not to wait at all.
        """
        if self.returncode is None:
            if timeout is not None and not library.sentinels_wait([self.sentinel], timeout):
                return None
            return self.poll(os.WNOHANG if timeout == 0.0 else 0)
        return self.returncode


class ImagePopen(Popen):
    """For a worker in another image, which Python launches."""

    process_method: int
    launched: BaseProcess  # while it is: the process that context.py pickles as multiprocessing's

    def _launch(self, process_obj: BaseProcess) -> None:
        self.launched = process_obj
        super()._launch(replace.carried(process_obj))  # type: ignore[misc]
        del self.launched
        self._worker = library.adopt(self.process_method, self.pid, self.sentinel)
