# Wrong: the worker is forked with its parent's handler, and terminate() makes it say goodbye, too.
# Must say: note\[JS052\]: The worker was sent SIGTERM, which ends who has no handler: it ran the one that it had inherited
# Must say: worker\.terminate\(\)\n.*the worker is sent SIGTERM here
# Must say: signal\.signal\(\.\.\., signal\.SIG_DFL\); .* or start it by spawn
import multiprocessing
import signal
import sys
import time


def goodbye(number, frame):
    print("the service has stopped", flush=True)
    sys.exit(0)


def work(ready):
    ready.send("here")
    while True:
        time.sleep(0.05)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, goodbye)
    mine, its = multiprocessing.Pipe()
    worker = multiprocessing.get_context("fork").Process(target=work, args=(its,))
    worker.start()
    mine.recv()
    worker.terminate()
    worker.join()
