"""A double fork: the parent learns of the orphan's end from a pipe alone."""

import os

reader, writer = os.pipe()
pid = os.fork()
if pid == 0:
    if os.fork() == 0:
        print("orphan", flush=True)
    os._exit(0)
os.close(writer)
os.waitpid(pid, 0)
print("worker reaped", flush=True)
os.read(reader, 1)
print("orphan ended", flush=True)
