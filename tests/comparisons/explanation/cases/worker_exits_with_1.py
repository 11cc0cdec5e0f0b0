"""The program ends well, but its worker did not: that is no reason to call nothing wrong."""
# Must say: It exited with 1\.
# Must not say: No known mistake

import multiprocessing
import sys


def work():
    sys.exit(1)


if __name__ == "__main__":
    worker = multiprocessing.Process(target=work)
    worker.start()
    worker.join()
    print("done")
