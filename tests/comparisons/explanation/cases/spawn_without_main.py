"""Under spawn the worker imports the program anew, which starts a worker at once."""
# Must say: warning\[JS045\]: The worker ended by an exception that nothing caught, as it imported
# Must say: RuntimeError:
# Must say: help: under spawn and forkserver each worker imports the program: put what it does below `if __name__ == "__main__":`
# Must not say: The program ended by

import multiprocessing

worker = multiprocessing.get_context("spawn").Process(target=print, args=("worker",))
worker.start()
worker.join()
