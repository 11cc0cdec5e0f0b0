"""getpass() opens the terminal itself, whatever the standard input is."""
# Deadline: 2
# Through: terminal
# Must say: The worker waits in read on descriptor \d+ for input from the terminal|, which waits in read on descriptor \d+ for input from the terminal
# Must say: getpass\.getpass\(\)\n.* worker waits here

import getpass
import multiprocessing


def work() -> None:
    getpass.getpass()


worker = multiprocessing.get_context("fork").Process(target=work)
worker.start()
worker.join()
