"""Waiting until a thread waits in the kernel, and going on then."""

import os
import sys
import threading
import time


def waits(tid, *places, pid=None):
    """Return once the thread waits in one of these functions of the kernel."""
    while True:
        with open(f"/proc/{pid or os.getpid()}/task/{tid}/wchan") as file:
            if file.read().startswith(places):
                return
        time.sleep(0.001)  # leave the processor to others


def then(action, *places):
    """Act once the main thread waits."""
    main = threading.main_thread().native_id
    thread = threading.Thread(target=lambda: [waits(main, *places), action()], daemon=True)
    thread.start()
    return thread


def too_much():
    """Print until whoever records has had enough."""
    while True:
        sys.stdout.write("much" * 10_000 + "\n")
        sys.stdout.flush()
