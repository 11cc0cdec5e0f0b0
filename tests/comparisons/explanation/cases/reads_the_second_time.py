"""Only its second run waits, in a loop over a pipe, which notes nothing; Popen() has returned."""
# Deadline: 4
# Again: yes
# Must say: untraced it had not ended at the deadline, and was killed
# Must say: parent \(\d+\) waits in read on descriptor \d+ for data or an end of file; its writing end is held by sleep
# Must not say: \d+ \| command = subprocess\.Popen

import os
import subprocess
import tempfile

mark = os.path.join(tempfile.gettempdir(), "joinscope-reads-mark")
second = os.path.exists(mark)
with open(mark, "w"):
    pass
command = subprocess.Popen(["sleep", "30"] if second else ["true"], stdout=subprocess.PIPE)
assert command.stdout is not None
for line in command.stdout:
    print(line)
command.wait()
