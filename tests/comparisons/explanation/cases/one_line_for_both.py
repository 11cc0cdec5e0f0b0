# Right: one line of the program calls what the parent and what the child should do.
# Must say: worker +\d+ print\("child", flush=True\)
# Must not say: JS032|went on with its parent's code
import os


def parent():
    os.wait()
    print("parent", flush=True)


def child():
    print("child", flush=True)


rest = child if os.fork() == 0 else parent
rest()
