"""What a start does to the interpreter, in the parent and in the worker."""

import io
import logging
import os
import sys
import threading
import warnings
from multiprocessing import util
from multiprocessing.connection import Connection
from typing import Any

from observing import Context, case, main, nothing, outcome, started, without_pids

_events: list[str] = []
_refusing = False


def audit(event: str, args: tuple[object, ...]) -> None:
    """Once added it stays."""
    if event.startswith("os.fork"):
        _events.append(f"{event}{args}")
        if _refusing:
            raise RuntimeError("not here")


@case
def audit_events(context: Context) -> Any:
    """os.fork, before it happens; a hook may refuse it."""
    global _refusing
    sys.addaudithook(audit)
    process = started(context, nothing)
    process.join()
    _refusing = True
    refused = context.Process(target=nothing)
    seen = [outcome(refused.start), refused.pid is None]
    _refusing = False
    if refused.pid is not None:
        refused.join()
    return [_events.copy(), *seen, process.exitcode]


_hooks: list[str] = []


def report_hooks(connection: Connection) -> None:
    """A worker that tells which hooks have run."""
    connection.send(_hooks)


@case
def at_fork_hooks(context: Context) -> Any:
    """Each once, on its side."""
    os.register_at_fork(
        before=lambda: _hooks.append("before"),
        after_in_parent=lambda: _hooks.append("parent"),
        after_in_child=lambda: _hooks.append("child"),
    )
    seen = []
    for _ in range(2):
        reader, writer = context.Pipe(duplex=False)
        process = started(context, report_hooks, writer)
        seen.append(reader.recv())
        process.join()
        seen.append(_hooks.copy())
        _hooks.clear()
    return seen


@case
def a_warning_of_threads(context: Context) -> Any:
    """From 3.12 on, and from 3.15 on it can be made an error."""
    ours, theirs = os.pipe()
    thread = threading.Thread(target=os.read, args=(ours, 1))
    thread.start()
    seen: list[Any] = []
    for action in ("always", "error", "ignore"):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter(action)
            process = context.Process(target=nothing)
            seen.append(without_pids(str(outcome(process.start))))
            if process.pid is not None:
                process.join()
        seen.append(
            [[w.category.__name__, without_pids(str(w.message)), _place(w)] for w in caught]
        )
    os.write(theirs, b"1")
    thread.join()
    while len(os.listdir("/proc/self/task")) > 1:  # before 3.13 join() does not wait for its end
        os.sched_yield()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        process = started(context, nothing)
        process.join()
    return [*seen, len(caught)]


def _place(warning: warnings.WarningMessage) -> str:
    return os.path.basename(warning.filename)


def about_threads(connection: Connection) -> None:
    """A worker that looks at its threads."""
    main = threading.main_thread()
    connection.send(
        [
            threading.active_count(),
            main is threading.current_thread(),
            main.name,
            main.native_id == threading.get_native_id() == os.getpid(),
            threading.current_thread().daemon,
        ]
    )
    thread = threading.Thread(target=connection.send, args=("a thread in the worker",))
    thread.start()  # not joined: the worker does that


@case
def started_by_a_thread(context: Context) -> Any:
    """It becomes the worker's main thread."""
    ours, theirs = context.Pipe()
    process = context.Process(target=about_threads, args=(theirs,))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        thread = threading.Thread(target=process.start, name="starter")
        thread.start()
        thread.join()
    seen = [ours.recv(), ours.recv()]
    process.join()
    return [*seen, process.exitcode]


_lock = threading.Lock()
os.register_at_fork(after_in_child=_lock._at_fork_reinit)  # type: ignore[attr-defined]


def use_locks(connection: Connection) -> None:
    """A worker that needs locks which a thread held while it was forked."""
    logging.getLogger("cases").addHandler(logging.StreamHandler(io.StringIO()))
    logging.getLogger("cases").warning("from the worker")
    with _lock:
        connection.send("both")


@case
def locks_held_across_the_fork(context: Context) -> Any:
    """Those that are protected, as logging's are."""
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        handler = logging.StreamHandler()
        handler.acquire()
        with _lock:
            held.set()
            release.wait()
        handler.release()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    ours, theirs = context.Pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        process = started(context, use_locks, theirs)
    answer = ours.recv()
    release.set()
    thread.join()
    process.join()
    return [answer, process.exitcode]


@case
def buffered_output(context: Context) -> Any:
    """What the parent has printed is not printed again by a copy of it."""
    reader, writer = os.pipe()
    stdout, sys.stdout = sys.stdout, open(writer, "w")
    sys.stdout.write("parent ")
    process = started(context, nothing)  # flushes its copy when it ends
    process.join()
    sys.stdout.close()
    sys.stdout = stdout
    with open(reader) as pipe:
        return pipe.read()


def about_stdin(connection: Connection) -> None:
    """A worker that has none to read."""
    connection.send([sys.stdin.read(), __name__, sys.argv[1:] != []])


@case
def standard_input(context: Context) -> Any:
    """Is empty in a worker."""
    ours, theirs = context.Pipe()
    process = started(context, about_stdin, theirs)
    answer = ours.recv()
    process.join()
    return answer


@case
def the_log(context: Context) -> Any:
    """Multiprocessing's own, of the parent and of a forked worker."""
    reader, writer = os.pipe()
    stream = open(writer, "w", buffering=1)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(processName)s %(levelname)s %(message)s"))
    logger = util.get_logger()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    process = context.Process(target=nothing, name="logging")
    process.start()
    process.join()
    logger.removeHandler(handler)
    stream.close()
    with open(reader) as pipe:
        return pipe.read().splitlines()


@case
def the_object_is_not_kept(context: Context) -> Any:
    """start() lets go of the target and its arguments; the process is freed with its last name."""
    process = started(context, nothing)
    process.join()
    return [hasattr(process, name) for name in ("_target", "_args", "_kwargs")]


if __name__ == "__main__":
    main()
