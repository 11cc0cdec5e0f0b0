"""A manager, which is a process that serves, and a worker that asks it."""

from multiprocessing import Manager, Process


def work(shared):
    print("worker")
    shared.append(1)


if __name__ == "__main__":
    with Manager() as manager:
        shared = manager.list()
        p = Process(target=work, args=(shared,))
        p.start()
        p.join()
        print("parent", len(shared))
