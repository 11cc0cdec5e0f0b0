import os
import sys
from multiprocessing import Process


def worker():
    sys.exit(3)


if __name__ == "__main__":
    p = Process(target=worker)
    p.start()
    seen = os.waitid(os.P_PID, p.pid, os.WEXITED | os.WNOWAIT)
    print("Looked: exit status", seen.si_status)
    p.join()
    print("Joined: exit status", p.exitcode)
