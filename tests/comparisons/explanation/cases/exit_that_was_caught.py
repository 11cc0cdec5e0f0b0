"""A sys.exit() that something catches has no part in the status of the program."""
# Must say: parent +\(the parent ends: exited with 3\) +exit_group \(3\)
# Must say: worker +\d+ sys\.exit\(5\) +exit_group \(5\)
# Must not say: sys\.exit\(7\) +exit_group
# Must not say: sys\.exit\(8\) +exit_group

import contextlib
import io
import multiprocessing
import sys


def ends() -> None:
    try:
        sys.exit(8)
    except SystemExit:
        print("caught", flush=True)
    with contextlib.closing(io.StringIO()):
        sys.exit(5)


worker = multiprocessing.get_context("fork").Process(target=ends)
worker.start()
worker.join()
try:
    sys.exit(7)
except SystemExit:
    print("caught too", flush=True)
raise SystemExit(3)
