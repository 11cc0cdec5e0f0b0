"""fork and waitpid, without multiprocessing."""

import os

pid = os.fork()
if pid == 0:
    os.write(1, b"worker\n")
    os._exit(7)
_, status = os.waitpid(pid, 0)
print("parent", os.waitstatus_to_exitcode(status))
