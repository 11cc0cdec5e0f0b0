# Wrong: a task calls sys.exit(), by which its worker ends with a word, and the task is lost.
# Deadline: 8
# Must say: \[JS035\] The parent waits for a task of its Pool, and worker \d \(\d+\) exited with 1: a task
# Must say: note: ended before that: worker \d \(\d+\): exited with 1.*, and wrote last to standard error: "no line 1"\.
# Must say: sys\.exit\("no line 1"\)\n.*worker \d ended itself here
# Must say: help: mend what ended that worker
import multiprocessing
import sys


def convert(number):
    if number == 1:
        sys.exit("no line 1")
    return number


with multiprocessing.get_context("fork").Pool(2) as pool:
    print(pool.map(convert, range(4), 1))
