"""Every process of multiprocessing on our C: the classes stay, what launches and waits is replaced.

A worker under spawn or forkserver does as its parent: its Process brings the replacement along.
"""

from multiprocessing import context as theirs
from multiprocessing.process import BaseProcess

from cjoin import context as ours

_PAIRS = (
    (theirs.ForkProcess, ours.ForkProcess),
    (theirs.SpawnProcess, ours.SpawnProcess),
    (theirs.ForkServerProcess, ours.ForkServerProcess),
)


def install() -> None:
    """Replace it in this process, for good."""
    for class_, replacement in _PAIRS:
        setattr(class_, "_Popen", staticmethod(replacement._Popen))


def carried(process: BaseProcess) -> BaseProcess:
    """What to pickle for a worker, so that it replaces what is replaced here."""
    installed = all(class_._Popen is replacement._Popen for class_, replacement in _PAIRS)
    return _Carrier(process) if installed else process


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
