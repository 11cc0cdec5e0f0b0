# Wrong: nothing: it waits once more for what it has waited for.
# Must say: wait\(\) waited( \S+ \S+)? until the worker had ended|wait\(\) found that the worker had ended
# Must say: wait4 ECHILD
# Must not say: taken by another call
import os, subprocess
p = subprocess.Popen(["true"])
print("returncode", p.wait())
try: os.waitpid(p.pid, 0)
except ChildProcessError: print("already waited for")
