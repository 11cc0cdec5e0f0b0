"""The parent looks at a worker that has ended, and does not reap it."""

import os
import time

pid = os.fork()
if pid == 0:
    print("worker", flush=True)
    os._exit(0)
os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
time.sleep(0.05)
print("parent")
