"""The worker's function raises: of that its parent gets the exit code 1 alone."""
# Must say: warning\[JS045\]: The worker ended by an exception that nothing caught: KeyError: 'size'\.
# Must say: (?m)^ +\d+ \| return row\["size"\]\n.*raised here
# Must say: help: mend what raised it, or catch it\. The parent learns only that a worker exited with 1
# Must say: It exited with 1\.
# Must not say: The program ended

import multiprocessing


def size(row: dict[str, int]) -> int:
    return row["size"]


worker = multiprocessing.get_context("fork").Process(target=size, args=({},))
worker.start()
worker.join()
print("exit code", worker.exitcode, flush=True)
