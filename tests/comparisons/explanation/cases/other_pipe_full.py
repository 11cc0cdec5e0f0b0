"""The command fills its standard error, which is read only after all of its standard output."""
# Must say: \[JS041\] Deadlock: the parent waits for data from the worker, and the worker waits for room in another
# Must say: for line in command\.stdout
# Must say: communicate\(\) does
# Must not say: copy of the writing end

import subprocess
import sys

command = subprocess.Popen(
    [sys.executable, "-c", "import sys; sys.stderr.write('warning ' * 100_000)"],
    stdout=subprocess.PIPE,
    stderr=subprocess.PIPE,
)
assert command.stdout is not None
for line in command.stdout:
    print(line)
command.wait()
