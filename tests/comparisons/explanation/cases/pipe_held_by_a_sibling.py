# Not wrong: another worker has the pipe from the parent, not from the one that has ended.
# Must say: worker 2
# Must not say: JS037
import os
import subprocess

reader, writer = os.pipe()
subprocess.Popen(["sleep", "0.3"], pass_fds=[writer])
subprocess.Popen(["true"], stdout=writer)
os.close(writer)
os.read(reader, 1)
