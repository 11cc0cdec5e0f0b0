"""terminate() ends the shell, and not the command that the shell has started."""
# Must say: note\[JS013\]: SIGTERM killed worker 1, which Python tells as a negative number: -15\.
# Must say: (?m)^ +\d+ \| command\.terminate\(\)\n.*worker 1 is sent SIGTERM here
# Must say: note\[JS044\]: .* It still ran when its own parent was killed by SIGTERM\.
# Must say: help: .* os\.killpg\(\)
# Must not say: not called again
# Must not say: join\(\)

import subprocess

command = subprocess.Popen(["sh", "-c", "(echo; exec sleep 0.5) & wait"], stdout=subprocess.PIPE)
command.stdout.readline()
command.terminate()
print(command.wait(), flush=True)
