"""sort answers at the end of its input, and the parent waits for the answer with the pipe open."""
# Deadline: 2
# Must say: \[JS042\] Deadlock: the parent waits for data from sort \(\d+\), and sort \(\d+\) waits for data from the parent
# Must say: print\(command\.stdout\.readline\(\)\)
# Must say: close the pipe if the other reads to its end
# Must not say: copy of the writing end

import subprocess

command = subprocess.Popen(["sort"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
assert command.stdin is not None
assert command.stdout is not None
command.stdin.write(b"pear\napple\n")
command.stdin.flush()
print(command.stdout.readline())
