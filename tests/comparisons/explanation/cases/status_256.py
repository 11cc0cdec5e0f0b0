# Wrong: a wait status is given to exit(), which keeps 8 bits of it.
# Must say: warning\[JS014\]: The program\'s exit status is 0, not 256: only the lowest 8 bits of it are kept
# Must say: 256 is the wait status word of 'exited with 1'
# Must say: (?m)^ +\d+ \| sys\.exit\(
# Must say: brought that number here, as a status word \(0x0100\)
# Must say: wait4 returns 0x0100: exited with 1
# Must say: worker\s+\(executes /bin/sh\)
import os
import sys

sys.exit(os.system("exit 1"))
