"""posix_spawn, and a wait."""

import os

pid = os.posix_spawnp("echo", ["echo", "worker"], os.environ)
os.waitpid(pid, 0)
print("parent")
