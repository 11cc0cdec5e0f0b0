"""A parent that ignores SIGCHLD: the kernel reaps, and keeps nothing."""

import signal
from typing import Any

from observing import Context, case, main, nothing, outcome, started


@case
def a_parent_that_ignores_sigchld(context: Context) -> Any:
    """join() waits for the end, but the status went nowhere."""
    process = started(context, nothing)
    process.join()
    return [process.exitcode, process.is_alive(), outcome(process.close), outcome(process.kill)]


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    main()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
