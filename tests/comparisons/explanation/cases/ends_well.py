"""Two workers end well. That no mistake is known is said once, and what is no news is not."""
# Must say: ^  No known mistake was found in how its processes are started, waited for and ended\. What it computes was not looked at\.$
# Must say: Python \w+, call by call: join\(\) (waits until|learns that) worker 1 has ended
# Must say: \d+ other calls or signals left out here; --format json counts them\.
# Must not say: besides these
# Must not say: the lines (that it printed )?can come in
# Must not say: It was a zombie

import multiprocessing


def work():
    pass


if __name__ == "__main__":
    workers = [multiprocessing.Process(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print("both", flush=True)
    print("have ended", flush=True)
