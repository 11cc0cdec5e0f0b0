"""The kinds of edges: by which way the kernel carries order from one point to another."""

from enum import IntEnum


class Kind(IntEnum):
    """A way for order to travel; of two ways of the same length the smaller one is shown."""

    PROGRAM = 0
    REAP = 1
    WAITED = 2
    GONE = 3
    DATA = 4
    READY = 5
    EOF = 6
    HANGUP = 7
    BROKEN = 8
    PIDFD = 9
    CREATION = 10
    RELEASE = 11
    EXEC = 12
    POSSESSION = 13
    SIGNAL = 14
    CHILD_SIGNAL = 15
    MAY = 31

    def __str__(self) -> str:
        return TEXT[self]


TEXT = {
    Kind.PROGRAM: "program order",
    Kind.REAP: "reap",
    Kind.WAITED: "wait without reaping",
    Kind.GONE: "no child left to wait for",
    Kind.DATA: "data",
    Kind.READY: "data reported by poll",
    Kind.EOF: "end of file",
    Kind.HANGUP: "hang-up reported by poll",
    Kind.BROKEN: "broken pipe",
    Kind.PIDFD: "end reported by a pidfd",
    Kind.CREATION: "creation",
    Kind.RELEASE: "vfork ends",
    Kind.EXEC: "exec ends the other threads",
    Kind.POSSESSION: "descriptor passed on",
    Kind.SIGNAL: "signal",
    Kind.CHILD_SIGNAL: "SIGCHLD",
    Kind.MAY: "a way that cannot be followed",
}
