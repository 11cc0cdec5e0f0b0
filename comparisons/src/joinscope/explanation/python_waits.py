"""For what a thread of Python waits whose system call is that of any lock: by its Python stack.

An Event, a Condition, a Barrier and the end of a thread are all made of locks. Its innermost
frames, as far as they are in the library's own two files, are those of that which the program, or
another part of the library, has called.
"""

import linecache
from itertools import takewhile
from typing import Literal

from joinscope.live.python_stack import Stack

PythonWait = Literal["event", "notify", "barrier", "thread"]
FILES = ("/threading.py", "/multiprocessing/synchronize.py")
# In which lines wait() of a Condition waits for notify(). Who has been notified waits there for the
# lock, in another line.
NOTIFIED = ("waiter.acquire(", "_wait_semaphore.acquire(")
# In which functions of threading a thread waits for another one to end: the first before 3.13, the
# second from then on, the third at the end of the program.
ENDS = ("_wait_for_tstate_lock", "join", "_shutdown")
BARRIER = ("_wait", "_enter")
# What serves others, and stands still as long as nobody asks it for anything. A worker waits for
# its `task`, or for its `turn` to take one; the `server` of a Manager for clients, one that serves
# a `client` for its requests; the `feeder` of a Queue for something to send; and so do the threads
# that a Pool or an executor has for itself, its `helper`s.
IdleWait = Literal["task", "turn", "server", "client", "feeder", "helper"]
POOLS, MANAGERS = "/multiprocessing/pool.py", "/multiprocessing/managers.py"
QUEUES, EXECUTORS = "/multiprocessing/queues.py", "/concurrent/futures/process.py"
# By which functions: the one that serves, and what it then has called, None: nothing of Python.
SERVES: dict[tuple[str, str], tuple[IdleWait, tuple[str | None, ...]]] = {
    (POOLS, "worker"): ("task", ("get",)),
    (EXECUTORS, "_process_worker"): ("task", ("get",)),
    (MANAGERS, "serve_forever"): ("server", ("wait",)),
    (MANAGERS, "accepter"): ("server", ("accept",)),
    (MANAGERS, "serve_client"): ("client", ("recv",)),
    (QUEUES, "_feed"): ("feeder", ("wait",)),
    (POOLS, "_handle_workers"): ("helper", ("_wait_for_updates",)),
    (POOLS, "_handle_tasks"): ("helper", (None,)),
    (POOLS, "_handle_results"): ("helper", ("get", "recv")),
    (EXECUTORS, "wait_result_broken_or_wakeup"): ("helper", ("wait",)),
}


def idle_wait(stack: Stack) -> IdleWait | None:
    """As what a thread stands still that has nothing to do; None where its stack does not tell."""
    for inner, frame in zip((None, *stack), stack, strict=False):
        for (file, function), (idle, calls) in SERVES.items():
            if frame.function != function or not frame.file.endswith(file):
                continue
            if (inner.function if inner is not None else None) not in calls:
                return None
            return "turn" if idle == "task" and stack[0].function == "__enter__" else idle
    return None


def python_wait(stack: Stack) -> PythonWait | None:
    """For what a thread waits; None where its stack does not tell."""
    inside = list(takewhile(lambda each: each.file.endswith(FILES), stack))
    names = [each.function for each in inside]
    if not inside:
        return None
    if names[0] in ENDS and inside[0].file.endswith(FILES[0]):
        return "thread"
    line = linecache.getline(inside[0].file, inside[0].line)
    if names[0] != "wait" or not any(each in line for each in NOTIFIED):
        return None
    match names[1:]:
        case []:
            return "notify"
        case ["wait_for", inner, *_] if inner in BARRIER:
            return "barrier"
        case [inner, *_] if inner in BARRIER:
            return "barrier"
        case ["wait_for", *_]:
            return "notify"
        case ["wait"]:
            return "event"
    return None
