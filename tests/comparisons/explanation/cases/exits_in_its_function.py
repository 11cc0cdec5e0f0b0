"""Each exit has its line: that by SystemExit, and that which runs nothing more."""
# Must say: worker 1 +\d+ sys\.exit\(3\) +exit_group \(3\)
# Must say: exited with 5\. None of the known traps was found in it\. The program itself asked for that end, at
# Must say: worker 2 +\d+ os\._exit\(4\) +exit_group \(4\)
# Must say: parent +\d+ sys\.exit\(5\) +exit_group \(5\)

import multiprocessing
import os
import sys


def ends() -> None:
    sys.exit(3)


def stops() -> None:
    os._exit(4)


context = multiprocessing.get_context("fork")
workers = [context.Process(target=each) for each in (ends, stops)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
sys.exit(5)
