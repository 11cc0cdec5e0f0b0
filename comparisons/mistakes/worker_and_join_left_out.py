# JS010: nobody joins the worker; the interpreter does, at its exit.
from multiprocessing import Process


def worker():
    print("Worker completed")


if __name__ == "__main__":
    p = Process(target=worker)
    p.start()
    print("Parent process completed")
