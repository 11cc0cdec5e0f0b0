"""Nobody waits for a worker that has ended."""

import os
import sys
import time

pid = os.fork()
if pid == 0:
    os._exit(0)
os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
time.sleep(0.03)
if sys.argv[1:]:
    os.waitpid(pid, 0)
