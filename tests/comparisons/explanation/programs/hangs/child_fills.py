"""The parent waits for a child that fills the pipe that the parent should read."""

import subprocess
import sys

child = subprocess.Popen([sys.executable, "-c", "print('y' * 200000)"], stdout=subprocess.PIPE)
print("ended with", child.wait())
