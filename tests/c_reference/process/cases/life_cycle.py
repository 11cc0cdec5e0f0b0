"""From the object to the exit code."""

import gc
import os
import resource
import signal
import sys
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from observing import (
    Context,
    case,
    context_of,
    main,
    nothing,
    outcome,
    started,
    wait_for,
    without_pids,
)


def state(process: BaseProcess) -> dict[str, Any]:
    """All that can be asked of a process."""
    return {
        "is_alive": outcome(process.is_alive),
        "exitcode": outcome(getattr, process, "exitcode"),
        "pid": outcome(lambda: type(process.pid).__name__),
        "ident": outcome(lambda: process.ident == process.pid),
        "sentinel": outcome(lambda: type(process.sentinel).__name__),
        "name": process.name,
        "daemon": process.daemon,
        "repr": without_pids(repr(process)),
    }


def descriptors() -> int:
    """How many are open."""
    return len(os.listdir("/dev/fd"))


SIBLINGS: list[BaseProcess] = []


def forget(answer: Connection) -> None:
    """A worker that lets go of its copy of a sibling, if it has one."""
    before = descriptors()
    SIBLINGS.clear()
    gc.collect()
    answer.send(descriptors() - before)


@case
def who_closes_descriptors(context: Context) -> Any:
    """They go with close(), whoever keeps the object, or with that; not with a worker's copy."""
    started(context, nothing).join()  # what all share is there now
    before = descriptors()
    ours, theirs = context.Pipe()
    SIBLINGS.append(started(context, wait_for, theirs))
    answers, answer = context.Pipe(duplex=False)
    asked = started(context, forget, answer)
    seen = [answers.recv()]
    asked.join()
    ours.send(None)
    SIBLINGS[0].join()
    popens = [process._popen for process in (asked, *SIBLINGS)]
    for end in (ours, theirs, answers, answer):
        end.close()
    seen.append(descriptors() - before)
    asked.close()
    seen.append(descriptors() - before)
    del asked, popens
    SIBLINGS.clear()
    seen.append(descriptors() - before)
    return seen


@case
def whole_life(context: Context) -> Any:
    """Each state, and everything that can be asked and done in it."""
    ours, theirs = context.Pipe()
    process = context.Process(target=wait_for, args=(theirs,), kwargs={})
    seen = [state(process)]
    process.start()
    seen.append(state(process))
    process.join(0)
    process.join(0.001)
    seen.append(state(process))
    ours.send(None)
    process.join()
    seen.append(state(process))
    process.join()
    process.join(0)
    process.join(1)
    seen.append(state(process))
    process.close()
    process.close()
    calls = ["start", "join", "is_alive", "terminate", "kill", "interrupt"]
    return [
        *seen,
        state(process),
        *(outcome(getattr(process, call)) for call in calls if hasattr(process, call)),
    ]


class Exit(SystemExit):
    """sys.exit() is an exception like others."""


class Raises(BaseException):
    """Not an Exception."""


def leave(how: str) -> None:
    """A worker that ends in the way named."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stderr = open(os.devnull, "w")
    match how.split():
        case ["exit", value]:
            sys.exit(eval(value))
        case ["_exit", value]:
            os._exit(int(value))
        case ["raise", name]:
            raise globals().get(name, ValueError)
        case ["signal", name]:
            os.kill(os.getpid(), getattr(signal, name))


@case
def exit_codes(context: Context) -> Any:
    """Every way to end."""
    values = ["0", "1", "300", "-1", "256", "'text'", "True", "False", "None", "1.5", "()"]
    signals = ["SIGTERM", "SIGKILL", "SIGSEGV", "SIGABRT", "SIGINT", "SIGUSR1", "SIGALRM"]
    ways = [
        "return",
        *(f"exit {value}" for value in values),
        "_exit 7",
        "raise Exit",
        "raise Raises",
        "raise ValueError",
        *(f"signal {name}" for name in signals),
    ]
    processes = {way: started(context, leave, way) for way in ways}
    for process in processes.values():
        process.join()
    return {way: [p.exitcode, without_pids(repr(p))] for way, p in processes.items()}


def fail(connection: Connection) -> None:
    """A worker that fails where its parent can read it."""
    os.dup2(connection.fileno(), 2)
    raise ValueError("no such luck")


def fail_with_text(connection: Connection) -> None:
    """A worker whose last word is its exit."""
    os.dup2(connection.fileno(), 2)
    sys.exit("no such luck")


def read_all(connection: Connection) -> str:
    """Until its last writer has closed it."""
    return b"".join(iter(lambda: os.read(connection.fileno(), 1 << 16), b"")).decode()


@case
def standard_error(context: Context) -> Any:
    """What a worker that fails says."""
    said = []
    for target in (fail, fail_with_text):
        reader, writer = context.Pipe(duplex=False)
        process = started(context, target, writer)
        writer.close()
        process.join()
        said.append([process.exitcode, read_all(reader)])
    return said


def wait_to_be_interrupted(connection: Connection) -> None:
    """A worker that tells when it can be."""
    sys.stderr = open(os.devnull, "w")
    connection.send("ready")
    connection.recv()


@case
def a_process_that_is_told_to_end(context: Context) -> Any:
    """terminate(), kill() and interrupt(), on a worker that runs and on one that has ended."""
    seen = []
    for name in ("terminate", "kill", "interrupt"):
        if not hasattr(context.Process, name):
            continue
        ours, theirs = context.Pipe()
        process = started(context, wait_to_be_interrupted, theirs)
        ours.recv()
        seen.append(outcome(getattr(process, name)))
        process.join()
        seen += [process.exitcode, outcome(getattr(process, name)), without_pids(repr(process))]
    return seen


class Doubling:
    """Made a subclass of the context's Process below."""

    def __init__(self, connection: Connection, **keywords: Any) -> None:
        super().__init__(**keywords)
        self.connection = connection

    def run(self) -> None:
        """Answer."""
        self.connection.send(2 * self.connection.recv())


def _subclass(base: type[Any]) -> type[Any]:
    name = f"Doubling{base.__name__}"
    globals()[name] = type(name, (Doubling, base), {"__module__": __name__})
    return globals()[name]  # type: ignore[no-any-return]


for _method in ("fork", "spawn", "forkserver"):
    _subclass(context_of(_method).Process)


@case
def a_subclass_with_run(context: Context) -> Any:
    """Found by its name in a worker under spawn."""
    ours, theirs = context.Pipe()
    process = globals()[f"Doubling{context.Process.__name__}"](theirs, name="doubling")
    process.start()
    ours.send(21)
    answer = ours.recv()
    process.join()
    return [answer, process.name, without_pids(repr(process)), process.exitcode]


@case
def names_and_identities(context: Context) -> Any:
    """They count what this process has made."""
    first, second = context.Process(target=nothing), context.Process(target=nothing)
    named = context.Process(target=nothing, name="named", daemon=True)
    renamed = context.Process()
    renamed.name = "renamed"
    counts = [int(each.name.rpartition("-")[2]) for each in (first, second)]
    return [
        counts[1] - counts[0],
        first.name.rpartition("-")[0],
        len(first._identity),
        named.name,
        named.daemon,
        renamed.name,
        type(first).__name__,
        first._start_method,
        context.get_start_method(),
    ]


@case
def active_children(context: Context) -> Any:
    """Those that run; to ask reaps the others."""
    ours, theirs = context.Pipe()
    runs = started(context, wait_for, theirs)
    ended = started(context, nothing)
    wait([ended.sentinel])
    ended.join()
    active = [runs in context.active_children(), ended in context.active_children()]
    ours.send(None)
    wait([runs.sentinel])
    while runs in context.active_children():  # the sentinel may come before the status
        pass
    return [*active, runs._popen.returncode, runs.exitcode]


@case
def sentinels(context: Context) -> Any:
    """Readable once the worker has ended, joined or not, and not before."""
    ours, theirs = context.Pipe()
    process = started(context, wait_for, theirs)
    seen: list[Any] = [wait([process.sentinel], 0)]
    ours.send(None)
    seen.append(wait([process.sentinel]) == [process.sentinel])
    process.join()
    seen.append(wait([process.sentinel]) == [process.sentinel])
    process.close()
    return seen


def start_another(context: Context, connection: Connection) -> None:
    """A worker that has a worker."""
    process = started(context, leave, "exit 5")
    process.join()
    connection.send([process.exitcode, without_pids(repr(process)), len(process._identity)])


@case
def a_worker_starts_a_worker(context: Context) -> Any:
    """And joins it."""
    ours, theirs = context.Pipe()
    process = started(context, start_another, context, theirs)
    answer = ours.recv()
    process.join()
    return [answer, process.exitcode]


def about_its_parent(context: Context, connection: Connection) -> None:
    """A worker that looks up."""
    parent = context.parent_process()
    assert parent is not None
    connection.send([parent.pid, parent.is_alive(), parent.name, without_pids(repr(parent))])
    connection.send(context.current_process().daemon)


@case
def a_worker_knows_its_parent(context: Context) -> Any:
    """The process that called start(), also when a server forks."""
    ours, theirs = context.Pipe()
    process = context.Process(target=about_its_parent, args=(context, theirs), daemon=True)
    process.start()
    pid, *rest = ours.recv()
    daemon = ours.recv()
    process.join()
    return [pid == os.getpid(), *rest, daemon, process.exitcode]


if __name__ == "__main__":
    main()
