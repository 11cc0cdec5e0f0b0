"""The command is killed, but its own child still holds the pipe that is read to the end."""

import subprocess

command = subprocess.Popen(["sh", "-c", "sleep 100 & echo started; wait"], stdout=subprocess.PIPE)
print(command.stdout.readline())
command.kill()
command.communicate()
