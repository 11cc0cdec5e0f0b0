"""fork and waitpid, without multiprocessing."""

import os

pid = os.fork()
if pid == 0:
    print("worker", flush=True)
    os._exit(7)
os.waitpid(pid, 0)
print("parent")
