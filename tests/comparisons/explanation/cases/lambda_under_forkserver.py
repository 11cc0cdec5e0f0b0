# Wrong: a lambda is no target of a worker that is not forked from the program.
# Must say: JS045\]: The program ended by an exception that nothing caught: .*pickle
# Must say: worker\.start\(\)\n.*raised here
# Must say: help: what a process is given is pickled, but for the target of one that is forked
from multiprocessing import get_context

if __name__ == "__main__":
    worker = get_context("forkserver").Process(target=lambda: None)
    worker.start()
    worker.join()
