# Wrong: the shell is killed, and not what it has started.
# Deadline: 3
# Must say: \[JS017\] .*sleep \(\d+\), whose parent has ended, holds the writing end \(fd 1\)
# Must say: shell\.communicate\(\)\n.* parent waits here
# Must say: worker 1 .*SIGKILL
# Must say: shell\.kill\(\) *\n.*\^ sh is sent SIGKILL here
# Must not say: exitcode
import subprocess

shell = subprocess.Popen(["sh", "-c", "sleep 20 & wait"], stdout=subprocess.PIPE)
try:
    shell.communicate(timeout=0.5)
except subprocess.TimeoutExpired:
    shell.kill()
    shell.communicate()
print("shell ended with", shell.returncode)
