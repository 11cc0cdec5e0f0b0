"""A process adopts what its worker leaves behind, and reaps it."""

import ctypes
import os

PR_SET_CHILD_SUBREAPER = 36

ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
reader, writer = os.pipe()
pid = os.fork()
if pid == 0:
    if os.fork() == 0:
        os.close(writer)
        os.read(reader, 1)  # until the parent has joined the worker
        print("orphan", flush=True)
    os._exit(0)
os.waitpid(pid, 0)
print("worker reaped", flush=True)
os.close(writer)
os.wait()
print("orphan reaped", flush=True)
