# Wrong: a thread and the main thread wait for locks, where nobody looks: less is known of that run.
# Again: yes
# Must say: untraced it stands still
# Must say: help: that run was not traced.*joinscope why PID
# Must say: The parent waits in futex for a lock\.
# Must not say: waits for another thread of its own
# Must not say: \+--
import threading
from pathlib import Path

one, two = threading.Lock(), threading.Lock()


def waits():
    with one:
        two.acquire()


if "TracerPid:\t0\n" in Path("/proc/self/status").read_text():
    two.acquire()
    one.acquire()
    threading.Thread(target=waits).start()
    two.acquire()
