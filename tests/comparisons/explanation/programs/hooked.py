"""A program with a profiler and a tracer of its own."""

import multiprocessing
import os
import sys
import threading

seen = []


def hook(frame, event, _arg):
    seen.append((os.path.basename(frame.f_code.co_filename), event))


def work():
    pass


def whole():
    p = multiprocessing.Process(target=work)
    p.start()
    p.join()


if __name__ == "__main__":
    whole()
    sys.setprofile(hook)
    whole()
    sys.setprofile(None)
    print(len({file for file, _ in seen} & {"python_hook.py", "sitecustomize.py"}))
    seen.clear()
    sys.settrace(hook)
    whole()
    sys.settrace(None)
    print(len({file for file, _ in seen} & {"python_hook.py", "sitecustomize.py"}), len(seen) > 0)
    print(sys.getprofile(), threading.getprofile() if hasattr(threading, "getprofile") else None)
