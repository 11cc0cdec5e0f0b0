from multiprocessing import Process


def inner():
    print("Worker of the worker completed")


def outer():
    p = Process(target=inner)
    p.start()
    p.join()
    print("Worker completed")


if __name__ == "__main__":
    p = Process(target=outer)
    p.start()
    p.join()
    print("Parent process completed")
