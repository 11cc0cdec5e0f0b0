# Wrong: the child locks two files in one order, its parent in the other.
# Deadline: 8
# Must say: \[JS021\] Deadlock: the parent waits for the lock of \S+two, and the worker, which holds it, waits for the lock of \S+one, which the parent holds\.
# Must say: fcntl\.flock\(one, fcntl\.LOCK_EX\)  # parent *\n(.*\n)?.*parent took the lock here that it still holds
# Must say: fcntl\.flock\(two, fcntl\.LOCK_EX\)  # worker *\n(.*\n)?.*worker took the lock here that it still holds
import fcntl
import os
import tempfile

folder = tempfile.mkdtemp()
ready, go = os.pipe(), os.pipe()
pid = os.fork()
one, two = open(f"{folder}/one", "w"), open(f"{folder}/two", "w")
if pid == 0:
    fcntl.flock(two, fcntl.LOCK_EX)  # worker
    os.write(ready[1], b".")
    os.read(go[0], 1)
    fcntl.flock(one, fcntl.LOCK_EX)
    os._exit(0)
fcntl.flock(one, fcntl.LOCK_EX)  # parent
os.write(go[1], b".")
os.read(ready[0], 1)
fcntl.flock(two, fcntl.LOCK_EX)
os.waitpid(pid, 0)
