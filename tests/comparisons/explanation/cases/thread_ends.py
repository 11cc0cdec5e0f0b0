# A thread's end is not that of the program.
# Deadline: 2
# Must not say: the parent ends
# Must say: wait4 \.\.\.
# Must say: worker\s+\(executes \S*sleep\)
# Must not say: join\(\) (waited|found)
import subprocess
import threading

thread = threading.Thread(target=print, args=("hello",))
thread.start()
thread.join()
subprocess.Popen(["sleep", "50"]).wait()
