"""What the asserts keep from happening: run with -O."""

from multiprocessing.connection import wait
from typing import Any

from observing import Context, case, in_another_process, main, nothing, outcome, started


@case
def joined_by_another_process(context: Context) -> Any:
    """Under forkserver it takes the status, and the parent gets 255."""
    process = started(context, nothing)
    wait([process.sentinel])
    seen = [in_another_process(process.join)]
    wait([process.sentinel])  # the server closes it after the status
    seen.append(in_another_process(lambda: process.exitcode))
    process.join()
    return [*seen, process.exitcode]


@case
def joined_before_start(context: Context) -> Any:
    """It fails by accident."""
    return outcome(context.Process(target=nothing).join)


if __name__ == "__main__":
    main()
