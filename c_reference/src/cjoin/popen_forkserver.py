"""A worker that a server forks and reaps: the Popen of the start method forkserver."""

from multiprocessing import popen_forkserver
from multiprocessing.process import BaseProcess

from cjoin import library, popen, replace


class Popen(popen.Popen, popen_forkserver.Popen):
    """multiprocessing.popen_forkserver.Popen, whose status is read in C."""

    def _launch(self, process_obj: BaseProcess) -> None:
        self.launched = process_obj
        super()._launch(replace.carried(process_obj))  # type: ignore[misc]
        del self.launched
        self._worker = library.adopt(library.FORKSERVER, self.pid, self.sentinel)
