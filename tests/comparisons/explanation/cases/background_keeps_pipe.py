# Wrong: a command in the background has the pipes of the shell that started it.
# Deadline: 6
# Must say: \[JS017\] The parent reads a pipe to its end, which does not come: sleep \(\d+\), whose parent has ended, holds
# Must say: start_new_session=True
# Must not say: Deadlock
import subprocess
done = subprocess.run("sleep 30 & echo started", shell=True, capture_output=True)
print(done.stdout)
