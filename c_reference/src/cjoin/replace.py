"""Every process of multiprocessing on our C: the classes stay, what launches them is replaced.

A worker under spawn or forkserver does as its parent: its Process brings the replacement along.
"""

from multiprocessing import context
from multiprocessing.process import BaseProcess

from cjoin.context import launch_by_ours

_installed = False


def install() -> None:
    """Replace it in this process, for good."""
    global _installed  # noqa: PLW0603 - as it is the process that has it or not
    launch_by_ours(context.ForkProcess, "fork")
    launch_by_ours(context.SpawnProcess, "spawn")
    launch_by_ours(context.ForkServerProcess, "forkserver")
    _installed = True


def carried(process: BaseProcess) -> BaseProcess:
    """What to pickle for a worker, so that it replaces what is replaced here."""
    return _Carrier(process) if _installed else process


class _Carrier(BaseProcess):
    """Unpickles as the process itself."""

    def __init__(self, process: BaseProcess) -> None:
        self._name = process.name
        self._process = process

    def __reduce__(self) -> tuple[object, ...]:
        return _unpack, (self._process,)


def _unpack(process: BaseProcess) -> BaseProcess:
    install()
    return process
