"""Who is who, where a recording rarely has what decides it."""

from joinscope.happens_before.fd_table import Table
from joinscope.happens_before.kernel_state import Process
from joinscope.joins.lifetimes import Lifetime, SystemCall, Trace
from joinscope.joins.roles import SERVER, process_roles

PARENT, SERVED, WORKER = range(3)


def trace_of(calls: list[tuple[int, str, str, str, int, int]]) -> Trace:
    """A parent, its fork server and a worker that this made at 20, and (who, name, class, object,
    start, end) for each of their calls.
    """  # noqa: D205 - it is one sentence
    trace = Trace()
    processes = [Process(number, 100 + number, Table(number)) for number in range(3)]
    for process, by, start in zip(processes, (None, PARENT, SERVED), (0, 10, 20), strict=True):
        maker = None if by is None else processes[by]
        trace.lives[process.number] = Lifetime(process, start, maker, "fork")
    trace.lives[SERVED].executed.append((11, "program", ["--process-forkserver"]))
    for who, name, kind, obj, start, end in calls:
        process = processes[who]
        call = SystemCall(name, kind, process.pid, process, start, {"object": obj}, start, None)
        call.end = end
        trace.lives[who].calls.append(call)
    return trace


def test_a_worker_that_ends_before_the_server_has_answered() -> None:
    """What wakes the server of its end is no answer: the next write is, and who reads it asked."""
    trace = trace_of(
        [
            (PARENT, "sendmsg", "write", "socket", 15, 16),
            (PARENT, "read", "read", "answers", 17, 31),
            (SERVED, "write", "write", "wakeup", 25, 26),
            (SERVED, "write", "write", "answers", 30, 31),
            (SERVED, "read", "read", "wakeup", 32, 33),
        ]
    )
    parent, server, worker = process_roles(trace)
    assert (parent.name, server.name, worker.name) == ("parent", SERVER, "worker")
    assert worker.asked is trace.lives[PARENT].calls[0]
    assert worker.parent is trace.lives[PARENT]


def test_an_answer_that_nobody_read() -> None:
    """The parent was killed before: who asked is not known, so it is the server's own parent."""
    trace = trace_of(
        [
            (PARENT, "sendmsg", "write", "socket", 15, 16),
            (SERVED, "write", "write", "answers", 30, 31),
            (SERVED, "write", "write", "others", 40, 41),
            (PARENT, "read", "read", "others", 39, 41),
        ]
    )
    *_, worker = process_roles(trace)
    assert worker.asked is None
    assert worker.parent is trace.lives[PARENT]
