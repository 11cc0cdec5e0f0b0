"""The kinds of edges in words: by which way order came."""

from joinscope.happens_before.graph import Kind

EDGE: dict[Kind, str] = {
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
    Kind.FORK_SERVER: (
        "axiom: the fork server has reaped a worker before it writes the worker's status"
    ),
    Kind.CONNECTION: "connection",
    Kind.OPENING: "FIFO opened at the other end",
    Kind.MESSAGE: "message",
    Kind.ROOM: "room made in a queue",
    Kind.REMOVED: "queue or semaphore removed",
    Kind.SEMAPHORE: "semaphore",
    Kind.COUNTER: "event counter",
    Kind.FOUND: "found by its key or name",
    Kind.LOOK: "a look that came first",
    Kind.ROOM: "room made",
    Kind.MAY: "a way that cannot be followed",
}


def edge_text(edge: str) -> str:
    """By the name of the kind, in lower case, as data have it."""
    return EDGE[Kind[edge.upper()]]
