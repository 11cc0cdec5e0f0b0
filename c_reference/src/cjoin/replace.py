"""Every process of multiprocessing on our C: the classes stay, what launches them is replaced."""

from multiprocessing import context
from multiprocessing.process import BaseProcess

from cjoin.context import launch_by_ours

_THEIRS = context.ForkProcess._Popen


def install() -> None:
    """Replace it in this process, for good."""
    launch_by_ours(context.ForkProcess, "fork")
    launch_by_ours(context.SpawnProcess, "spawn")
    launch_by_ours(context.ForkServerProcess, "forkserver")


def is_installed() -> bool:
    """Whether it is replaced here."""
    return context.ForkProcess._Popen is not _THEIRS


def here_too(process: BaseProcess) -> BaseProcess:
    """Unpickles a process in a worker of one where it is replaced."""
    install()
    return process
