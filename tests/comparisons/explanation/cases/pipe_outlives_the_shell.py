# Wrong: kill() ends only the shell, and what that has started holds the pipe for a while.
# Must say: communicate\(\) (found that|waited .* until) worker 1 had ended,.* in p?poll; the parent
# Must say: warning\[JS037\]: Worker 1 had ended, but worker 2 held the pipe that was read to its end, for another
# Must say: os\.killpg\(\)
# Must say: worker 1: sh \(\d+\)
# Must say: worker 2: sleep \(\d+\)
# Must not say: restart_syscall
# Must not say: dash
import subprocess

shell = subprocess.Popen(["sh", "-c", "sleep 1 & wait"], stdout=subprocess.PIPE)
try:
    shell.communicate(timeout=0.3)
except subprocess.TimeoutExpired:
    shell.kill()
    shell.communicate()
