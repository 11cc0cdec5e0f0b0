# Right: a helper that forks is called by the parent and by its worker, and each child ends there.
# Must say: worker 2 +\d+ print\("inner", flush=True\)
# Must not say: JS032|went on with its parent's code
import os


def run(work):
    pid = os.fork()
    if pid == 0:
        work()
        os._exit(0)
    os.waitpid(pid, 0)


def inner():
    print("inner", flush=True)


def outer():
    run(inner)
    print("outer", flush=True)


run(outer)
print("end", flush=True)
