"""The parent waits for a shell, whose child fills the pipe that only the parent could read."""

import subprocess

listing = subprocess.Popen(["sh", "-c", "yes | head -n 90000; true"], stdout=subprocess.PIPE)
listing.wait()
