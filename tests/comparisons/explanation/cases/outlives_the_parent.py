"""run() ends the shell at its timeout; what the shell has started runs on, and nobody waits."""
# Must say: run\(\) (found that|waited until) worker 1 had ended, .*which reaped it\. It was killed by SIGKILL
# Must say: Worker 2 had not ended when the parent had\.
# Must not say: \d s in wait4
# Must not say: cut short

import contextlib
import subprocess

with contextlib.suppress(subprocess.TimeoutExpired):
    subprocess.run("sleep 3; echo late", shell=True, capture_output=True, timeout=0.5, check=False)
