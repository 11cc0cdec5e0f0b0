"""A worker of each start method, one after the other."""

import multiprocessing


def work(method):
    print(method)


if __name__ == "__main__":
    for method in ("fork", "spawn", "forkserver"):
        p = multiprocessing.get_context(method).Process(target=work, args=(method,))
        p.start()
        p.join()
    print("parent")
