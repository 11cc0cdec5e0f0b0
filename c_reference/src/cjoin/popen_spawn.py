"""A worker in a new interpreter, which Python launches: the Popen of the start method spawn."""

from multiprocessing import popen_spawn_posix

from cjoin import library, popen


class Popen(popen.ImagePopen, popen_spawn_posix.Popen):
    """multiprocessing.popen_spawn_posix.Popen, waited for in C."""

    process_method = library.SPAWN
