"""A worker that a server forks and reaps: the Popen of the start method forkserver."""

from multiprocessing import popen_forkserver

from cjoin import library, popen


class Popen(popen.ImagePopen, popen_forkserver.Popen):
    """multiprocessing.popen_forkserver.Popen, whose status is read in C."""

    process_method = library.FORKSERVER
