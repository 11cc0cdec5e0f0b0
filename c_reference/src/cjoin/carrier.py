"""What is pickled for a worker in another image: it unpickles as the process that runs there.

A worker is not waited for by itself: it gets multiprocessing's own class, and imports nothing of
ours. Where all of multiprocessing is on our C, the worker's is too: that comes along.
"""

import copyreg
from multiprocessing import context
from multiprocessing.process import BaseProcess

from cjoin import context as ours
from cjoin import replace

_THEIRS: dict[type[BaseProcess], type[BaseProcess]] = {
    ours.SpawnProcess: context.SpawnProcess,
    ours.ForkServerProcess: context.ForkServerProcess,
}


def carried(process: BaseProcess) -> BaseProcess:
    """What to give Popen._launch(), which takes its name and pickles it."""
    if replace.is_installed():
        return _Carrier(process.name, replace.here_too, (process,))
    theirs = _THEIRS.get(type(process))
    if theirs is None:  # the module of a subclass imports what it needs
        return process
    new = copyreg._reconstructor  # type: ignore[attr-defined]  # noqa: SLF001 - object.__reduce__()
    return _Carrier(process.name, new, (theirs, object, None), vars(process))


class _Carrier(BaseProcess):
    def __init__(self, name: str, *reduced: object) -> None:
        self._name = name
        self._reduced = reduced

    def __reduce__(self) -> tuple[object, ...]:
        return self._reduced
