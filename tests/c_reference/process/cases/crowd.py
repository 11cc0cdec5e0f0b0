"""Many starts and joins: FILE.py LIBRARY METHOD CASE COUNT."""

import gc
import os
import resource
import sys
import threading
import warnings
from typing import Any

from observing import Context, case, main, outcome, started

CASE, COUNT = sys.argv[3:5] if len(sys.argv) > 4 else ("", "0")  # a worker under spawn


def leave(code: int) -> None:
    """A worker that ends with this code."""
    sys.exit(code)


def descriptors() -> int:
    """How many are open."""
    return len(os.listdir("/proc/self/fd"))


def anonymous_memory() -> int:
    """Bytes of this process that no file holds."""
    with open("/proc/self/status") as status:
        (line,) = (each for each in status if each.startswith("RssAnon"))
    return int(line.split()[1]) * 1024


def beside_busy_threads(context: Context) -> Any:
    """Four threads work, one of which holds a lock whenever a worker is forked: nothing is stuck.

    Nothing is left: no descriptor, no zombie, and of memory less than 1 KiB for each worker.
    """
    over = threading.Event()
    lock = threading.Lock()
    done = [0] * 4

    def work(number: int) -> None:
        while not over.is_set():
            with lock:
                done[number] += 1

    def start_and_join(count: int) -> set[int]:
        codes = set()
        for _ in range(count):
            process = started(context, leave, 7)
            process.join()
            codes.add(process.exitcode)
        return codes

    sys.setswitchinterval(1e-4)  # each call that releases the GIL waits so long to get it back
    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        for thread in threads:
            thread.start()
        codes = start_and_join(3)  # servers, caches
        gc.collect()
        before, memory = descriptors(), anonymous_memory()
        codes |= start_and_join(int(COUNT))
        gc.collect()
        after, more = descriptors(), anonymous_memory() - memory
        over.set()
        for thread in threads:
            thread.join()
    worked = all(done)
    return [codes == {7}, worked, after - before, more < (1 << 20) + int(COUNT) * 1024, zombies()]


def zombies() -> Any:
    """What a wait for any child finds: the resource tracker and the fork server run."""
    found = outcome(os.waitpid, -1, os.WNOHANG)
    return "none" if found in ((0, 0), ["builtins.ChildProcessError", NONE]) else found


NONE = "[Errno 10] No child processes"


def all_at_once(context: Context) -> Any:
    """Each is joined, and each exit code is that of its worker."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    before = descriptors()
    wanted = [number % 256 for number in range(int(COUNT))]
    processes = [started(context, leave, code) for code in wanted]
    for process in processes:
        process.join()
    right = [process.exitcode for process in processes] == wanted
    for process in processes:
        process.close()
    # A fork server and a resource tracker keep one descriptor each.
    return [right, len(processes), descriptors() - before < 4, zombies()]


if __name__ == "__main__":
    case({each.__name__: each for each in (beside_busy_threads, all_at_once)}[CASE])
    main()
