"""The worker stops its parent, which waits for it, and ends; then another one has that go on."""

import os
import signal


def seen(pid: int, what: str) -> str:
    with open(f"/proc/{pid}/{what}") as file:
        return file.read().rpartition(")")[2].split()[0]


parent = os.getpid()
worker = os.fork()
if worker == 0:
    while seen(parent, "wchan") != "do_wait":
        pass
    os.kill(parent, signal.SIGSTOP)
    while seen(parent, "stat") not in "Tt":
        pass
    os._exit(0)
if os.fork() == 0:
    while seen(worker, "stat") != "Z":
        pass
    os.kill(parent, signal.SIGCONT)
    os._exit(0)
os.waitpid(worker, 0)
os.wait()
