"""Another wait takes the worker's status."""

import multiprocessing
import os


def work():
    pass


if __name__ == "__main__":
    p = multiprocessing.Process(target=work)
    p.start()
    os.waitpid(-1, 0)
    p.join()
    print(p.exitcode)
