"""What goes on while join() waits: signals, Ctrl-C, other threads.

Nothing but what is observed ends the worker: had it to wait for join(), there would be no end.
"""

import signal
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from observing import Context, case, main, sees_it_blocked, started, wait_for

LONG = 60.0  # seconds, where a timeout is given
WAITS = ("do_wait", "poll_", "do_sys_poll", "do_poll")  # in wait4() and poll()


def once_blocked(action: Callable[[], object]) -> threading.Thread:
    """A thread that acts once this one, the main one, waits for a worker."""
    waiter = threading.get_native_id()

    def watch() -> None:
        sees_it_blocked(WAITS, waiter)
        action()

    thread = threading.Thread(target=watch)
    thread.start()
    return thread


def to_main_thread(number: int) -> None:
    """Send it a signal."""
    signal.pthread_kill(threading.main_thread().ident or 0, number)


def joined_during(
    context: Context, action: Callable[[Callable[[], None]], object], timeout: float | None
) -> list[Any]:
    """The worker's state when join() was left, by what exception, and its exit code."""
    ours, theirs = context.Pipe()
    process = started(context, wait_for, theirs)
    thread = once_blocked(lambda: action(lambda: ours.send(None)))
    left_by = "its end"
    try:
        process.join(timeout)
    except KeyboardInterrupt as error:
        left_by = type(error).__name__
    thread.join()
    runs = process.is_alive()
    if runs:
        ours.send(None)
    process.join()
    return [left_by, runs, process.exitcode]


@case
def a_handler_of_a_timer(context: Context) -> Any:
    """It runs on time, while join() waits; join() goes on (PEP 475)."""
    ran: list[bool] = []
    releases: list[Callable[[], None]] = []

    def handler(_number: int, _frame: FrameType | None) -> None:
        ran.append(threading.current_thread() is threading.main_thread())
        releases.pop()()

    def ring(release: Callable[[], None]) -> None:
        releases.append(release)
        signal.setitimer(signal.ITIMER_REAL, 0.001)

    signal.signal(signal.SIGALRM, handler)
    return [[joined_during(context, ring, timeout) for timeout in (None, LONG)], ran]


@case
def many_signals(context: Context) -> Any:
    """Each handler runs, and none of them ends join().

    A signal that comes just before the system call only notes that its handler has to run, and
    the call waits all the same: each is sent to a thread that sleeps there.
    """
    numbers = (signal.SIGUSR1, signal.SIGUSR2) * 20
    handled = threading.Semaphore(0)
    for number in set(numbers):
        signal.signal(number, lambda *_: handled.release())

    def send(release: Callable[[], None]) -> None:
        for number in numbers:
            sees_it_blocked(WAITS, threading.main_thread().native_id or 0)
            to_main_thread(number)
            handled.acquire()
        release()

    return [joined_during(context, send, timeout) for timeout in (None, LONG)]


@case
def control_c(context: Context) -> Any:
    """KeyboardInterrupt leaves join() at once; the worker runs on and can be joined again."""
    signal.signal(signal.SIGINT, signal.default_int_handler)

    def interrupt(_release: Callable[[], None]) -> None:
        to_main_thread(signal.SIGINT)

    return [joined_during(context, interrupt, timeout) for timeout in (None, LONG)]


@case
def another_thread(context: Context) -> Any:
    """It works while join() waits: the worker ends only when its work is done."""

    def work(release: Callable[[], None]) -> None:
        assert sum(range(100_000)) == 4_999_950_000
        release()

    return [joined_during(context, work, timeout) for timeout in (None, LONG)]


@case
def a_timeout_that_signals_do_not_extend(context: Context) -> Any:
    """A handler takes from the time that is left, it does not start it anew."""
    ours, theirs = context.Pipe()
    process = started(context, wait_for, theirs)
    count = 0

    def handler(_number: int, _frame: FrameType | None) -> None:
        nonlocal count
        count += 1

    signal.signal(signal.SIGALRM, handler)
    begin = time.monotonic()
    signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
    process.join(0.1)
    signal.setitimer(signal.ITIMER_REAL, 0)
    seen = [time.monotonic() - begin >= 0.1, count > 0, process.exitcode]
    ours.send(None)
    process.join()
    return [*seen, process.exitcode]


if __name__ == "__main__":
    main()
