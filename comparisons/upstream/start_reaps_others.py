"""A thread joins its worker while another thread starts one of its own; the first is told None.

No thread touches another one's worker. No thread is held back but between two of its own steps,
where the interpreter may switch threads anyway: by itself the same is seen now and then, here in
each run.

usage: python start_reaps_others.py fork|spawn|forkserver
Exit status: 0 if the thread is told 0, 1 if not.
"""

import multiprocessing
import multiprocessing.connection
import multiprocessing.popen_forkserver
import os
import sys
import threading
from typing import Any


def nothing() -> None:
    """Do nothing, and so end with 0."""


def main(method: str) -> int:
    """Run it; whether the thread was told anything but 0, as an exit status."""
    context = multiprocessing.get_context(method)
    worker, another = context.Process(target=nothing), context.Process(target=nothing)
    worker.start()
    told: list[int | None] = []

    def join() -> None:
        worker.join()
        told.append(worker.exitcode)

    joiner = threading.Thread(target=join)
    waitpid, read = os.waitpid, multiprocessing.popen_forkserver.forkserver.read_signed

    def paused_waitpid(pid: int, options: int) -> tuple[int, int]:
        answer = waitpid(pid, options)
        if (pid, answer[0]) == (worker.pid, worker.pid) and not joiner.ident:
            joiner.start()
            joiner.join()
        return answer

    def paused_read(fd: int) -> Any:
        answer = read(fd)
        if fd == worker.sentinel and not joiner.ident:
            joiner.start()
            joiner.join()
        return answer

    # The worker has ended: what follows hangs on no time.
    if method == "forkserver":
        multiprocessing.connection.wait([worker.sentinel])
    else:
        os.waitid(os.P_PID, worker.ident or 0, os.WEXITED | os.WNOWAIT)
    os.waitpid = paused_waitpid
    multiprocessing.popen_forkserver.forkserver.read_signed = paused_read
    another.start()
    another.join()
    print(f"{method}: the worker has ended with 0; its join was told {told}")
    return int(told != [0])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
