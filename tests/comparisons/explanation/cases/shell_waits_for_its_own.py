# Wrong: a shell waits for its last job alone, and the other one goes on.
# Must say: \[JS044\]: .* worker
# Must say: help: `wait` waits for jobs of the shell that runs it alone
# Must not say: WNOHANG: leave that out
import os
import subprocess

reader, writer = os.pipe()
first = f"read end <&{reader}"  # until the shell has ended
subprocess.run(["bash", "-c", f"{first} & true & wait $!; echo all"], pass_fds=[reader])
os.close(writer)
