import os
import sys
import time
from multiprocessing import Process


def worker(status):
    if status is None:
        time.sleep(60)
    sys.exit(status)


if __name__ == "__main__":
    for status in 3, None:
        p = Process(target=worker, args=(status,))
        p.start()
        if status is None:
            p.kill()
        _, word = os.waitpid(p.pid, 0)
        print(f"{word:#06x} is exitcode {os.waitstatus_to_exitcode(word)}")
