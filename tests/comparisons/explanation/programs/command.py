"""subprocess, in three ways."""

import subprocess

print(subprocess.run(["echo", "one"], capture_output=True, text=True).stdout, end="")
with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as cat:
    cat.communicate(b"two\n")
print(subprocess.call(["sh", "-c", "exit 3"]))
