"""Everything that is refused, and in which words."""

import os
import pickle
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from observing import Context, case, in_another_process, main, nothing, outcome, started, wait_for


@case
def before_start(context: Context) -> Any:
    """Only join() minds; to send a signal fails by accident."""
    process = context.Process(target=nothing)
    calls = ["join", "is_alive", "terminate", "kill", "close"]
    return [outcome(getattr(process, call)) for call in calls]


@case
def while_it_runs(context: Context) -> Any:
    """It cannot be started again, closed or changed."""
    ours, theirs = context.Pipe()
    process = started(context, wait_for, theirs)
    seen = [
        outcome(process.start),
        outcome(process.close),
        outcome(setattr, process, "daemon", True),
        outcome(setattr, process, "name", 3),
        outcome(pickle.dumps, process),
    ]
    ours.send(None)
    process.join()
    return [*seen, outcome(process.start), process.exitcode]


@case
def wrong_arguments(context: Context) -> Any:
    """Of the constructor, and of the context."""
    return [
        outcome(context.Process, 1),
        outcome(lambda: context.Process(name=3).name),
        outcome(lambda: context.Process(args=3)),
        outcome(lambda: context.Process(kwargs=3)),
        outcome(context.get_context, "vfork"),
        outcome(context.set_start_method, "fork"),
        outcome(lambda: context.get_context() is context),
        outcome(lambda: context.get_context("spawn").get_start_method()),
    ]


def start_one(context: Context, connection: Connection) -> None:
    """A worker that wants a worker."""
    connection.send(outcome(context.Process(target=nothing).start))


@case
def a_daemon_has_no_children(context: Context) -> Any:
    """It would leave them behind."""
    ours, theirs = context.Pipe()
    process = context.Process(target=start_one, args=(context, theirs), daemon=True)
    process.start()
    answer = ours.recv()
    process.join()
    return [answer, process.exitcode]


@case
def not_its_parent(context: Context) -> Any:
    """A process can be joined by its parent only."""
    ours, theirs = context.Pipe()
    process = started(context, wait_for, theirs)
    seen = [
        in_another_process(process.join),
        in_another_process(lambda: process.join(0)),
        in_another_process(process.is_alive),
        in_another_process(lambda: process.exitcode),
        in_another_process(context.Process(target=nothing).start),
        in_another_process(lambda: len(context.active_children())),
    ]
    ours.send(None)
    process.join()
    return [*seen, process.exitcode]


def by_no_name() -> Callable[[], None]:
    """A function that pickle cannot name."""
    return lambda: None


@case
def a_target_that_cannot_be_pickled(context: Context) -> Any:
    """An error under spawn and forkserver; a copy needs no pickle."""
    process = context.Process(target=by_no_name())
    seen = [outcome(process.start), process.pid is None]
    if process.pid is not None:
        process.join()
    with_lock = context.Process(target=nothing, args=(os.scandir(),))
    seen.append(outcome(with_lock.start))
    if with_lock.pid is not None:
        with_lock.join()
    after = started(context, nothing)
    after.join()
    return [*seen, process.exitcode, with_lock.exitcode, after.exitcode]


if __name__ == "__main__":
    main()
