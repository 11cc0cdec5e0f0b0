"""A worker in a new interpreter, which Python launches: the Popen of the start method spawn."""

from multiprocessing import popen_spawn_posix
from multiprocessing.process import BaseProcess

from cjoin import library, popen, replace


class Popen(popen.Popen, popen_spawn_posix.Popen):
    """multiprocessing.popen_spawn_posix.Popen, waited for in C."""

    def _launch(self, process_obj: BaseProcess) -> None:
        self.launched = process_obj
        super()._launch(replace.carried(process_obj))  # type: ignore[misc]
        del self.launched
        self._worker = library.adopt(library.SPAWN, self.pid, self.sentinel)
