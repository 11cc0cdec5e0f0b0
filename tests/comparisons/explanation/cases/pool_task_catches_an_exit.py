# Wrong: a task catches the exit of sys.exit() and exits anew: which line has asked for it is not known.
# Deadline: 8
# Must say: \[JS035\] The parent waits for a task of its Pool, and worker \d \(\d+\) exited with 1: a task
# Must not say: ended itself here
import multiprocessing
import sys


def convert(number):
    if number == 1:
        try:
            sys.exit(number)
        except SystemExit:
            pass
        raise SystemExit(number)
    return number


with multiprocessing.get_context("fork").Pool(2) as pool:
    print(pool.map(convert, range(4), 1))
