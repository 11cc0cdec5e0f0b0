# Wrong: the worker has inherited a handler of SIGTERM, so terminate() does not end it.
# Deadline: 2
# Must say: \[JS028\] .* The worker was sent SIGTERM, but has run the handler that it inherited from its parent
# Must say: worker\.terminate\(\)\s+kill SIGTERM to the worker
# Must say: worker\s+\(gets SIGTERM from the parent, and runs a handler that it inherited\)
# Must say: time\.sleep\(0\.05\)\s+clock_nanosleep x \d
import multiprocessing
import signal
import time


def note(number, frame):
    pass


def work():
    while True:
        time.sleep(0.05)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, note)
    worker = multiprocessing.get_context("fork").Process(target=work)
    worker.start()
    time.sleep(0.3)
    worker.terminate()
    worker.join()
