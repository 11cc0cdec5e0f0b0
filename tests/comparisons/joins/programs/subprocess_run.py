"""A command, and its output."""

import subprocess

done = subprocess.run(["echo", "told"], stdout=subprocess.PIPE, check=True)
print(done.stdout.decode(), end="")
print(subprocess.call(["sh", "-c", "exit 3"]))
