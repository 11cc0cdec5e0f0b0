# Wrong: a thread sleeps with the lock in its hand while the process is forked.
# Deadline: 8
# Must say: \[JS020\] The worker waits for a lock, and has no thread that could release it
# Must say: pid = os\.fork\(\) *\n(.*\n)?.*\^ worker is forked here
# Must say: time\.sleep\(2\).* *\n(.*\n)?.* a thread of parent (stood here at|came to this line after) the fork, inside 'with lock:' \(line \d+\)
# Must say: thread\.start\(\) *\n(.*\n)?.* a thread of parent is started here for refresh\(\)
import os
import threading
import time

lock = threading.Lock()


def refresh():
    with lock:
        time.sleep(2)


def sleeps(thread):
    with open(f"/proc/self/task/{thread.native_id}/syscall") as call:
        return call.read().startswith(("230 ", "115 "))  # of x86_64, of aarch64


thread = threading.Thread(target=refresh)
thread.start()
while not sleeps(thread):
    time.sleep(0.01)
pid = os.fork()
if pid == 0:
    with lock:
        os._exit(0)
os.waitpid(pid, 0)
