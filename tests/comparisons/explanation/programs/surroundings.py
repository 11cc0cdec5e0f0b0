"""What a program finds around it."""

import faulthandler
import multiprocessing
import os
import pickle
import sys
import threading
import traceback
import warnings


class Thing:
    def __eq__(self, other):
        return type(other) is Thing


def work(thing):
    print(type(thing).__module__, type(thing).__qualname__)


if __name__ == "__main__":
    print(sys.argv, sys.orig_argv[1:], sys.path, sys.flags, sys.warnoptions)
    print(sys.modules["__main__"].__file__, __spec__, type(__loader__), sorted(vars()))
    print({name: value for name, value in os.environ.items() if name not in ("_", "LINES", "COLUMNS")})
    print(sys.excepthook is sys.__excepthook__, sys.getrecursionlimit(), sys.gettrace())
    print("sitecustomize" in sys.modules, sorted(sys.path_importer_cache)[:0])
    print(pickle.loads(pickle.dumps(Thing())) == Thing())
    warnings.warn("of the program", stacklevel=2)
    traceback.print_stack(file=sys.stdout)
    print(threading.active_count(), faulthandler.is_enabled(), os.getcwd())
    print(sorted(os.listdir("/proc/self/fd"))[:-1])
    p = multiprocessing.Process(target=work, args=(Thing(),))
    p.start()
    p.join()
    print(repr(multiprocessing.Process.join)[:9], multiprocessing.Process.join.__qualname__)
