"""What join() takes for a timeout."""

import time
from decimal import Decimal
from fractions import Fraction
from typing import Any

from observing import Context, case, main, outcome, started, wait_for

TIMEOUTS = [
    0,
    0.0,
    -0.0,
    -1,
    -1e300,
    1e-9,
    0.001,
    True and 0.002,
    False,
    Fraction(1, 1000),
    Decimal("0.001"),
    "1",
    [],
    1j,
    float("nan"),
    float("inf"),
    float("-inf"),
    1e10,
    1e300,
    10**400,
]


@case
def of_a_worker_that_runs(context: Context) -> Any:
    """Numbers that poll() can take; anything else is an error, and which."""
    ours, theirs = context.Pipe()
    process = started(context, wait_for, theirs)
    seen = [[repr(each)[:20], outcome(process.join, each), process.exitcode] for each in TIMEOUTS]
    ours.send(None)
    process.join()
    return [*seen, process.exitcode]


@case
def of_a_worker_that_has_ended(context: Context) -> Any:
    """Nobody looks at it."""
    ours, theirs = context.Pipe()
    process = started(context, wait_for, theirs)
    ours.send(None)
    process.join(2147483.647)  # all that poll() can take
    return [process.exitcode, *(outcome(process.join, each) for each in TIMEOUTS)]


@case
def more_than_poll_can_take(context: Context) -> Any:
    """An error until 3.14; from 3.15 on it waits, and not longer than the worker runs."""
    ours, theirs = context.Pipe()
    process = started(context, wait_for, theirs)
    ours.send(None)
    seen = outcome(process.join, 2147483.648)
    process.join()
    return [seen, process.exitcode]


@case
def it_is_over_when_it_is_over(context: Context) -> Any:
    """Not before."""
    ours, theirs = context.Pipe()
    process = started(context, wait_for, theirs)
    before = time.monotonic()
    process.join(0.05)
    waited = time.monotonic() - before
    ours.send(None)
    process.join()
    return waited >= 0.05


if __name__ == "__main__":
    main()
