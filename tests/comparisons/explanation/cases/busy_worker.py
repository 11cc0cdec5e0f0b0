# Wrong: the worker computes for ever; its last call has long returned.
# Deadline: 2
# Must say: (number \+= 1|while True:)\n.* worker runs here
# Must say: help: if that may take so long, give it more time: --deadline SECONDS
# Must not say: builtins\.print
import multiprocessing


def work():
    print("begins", flush=True)
    number = 0
    while True:
        # (nothing but this)
        number += 1


if __name__ == "__main__":
    worker = multiprocessing.get_context("fork").Process(target=work)
    worker.start()
    worker.join()
