# Wrong: the child goes on with its parent's code, into a function that has a way for either.
# Must say: JS032\]: After the fork the worker went on with its parent's code: both ran line 19\.
# Must say: worker +10 print\("child", flush=True\)
# Must say: parent +12 print\("parent", flush=True\)
import os


def say(pid):
    if pid == 0:
        print("child", flush=True)
    else:
        print("parent", flush=True)


pid = os.fork()
if pid != 0:
    os.waitpid(pid, 0)

say(pid)
