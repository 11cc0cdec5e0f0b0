from multiprocessing import Process


def worker():
    print("Worker completed")


if __name__ == "__main__":
    p = Process(target=worker)
    p.start()
    p.join()
    print("Joined once")
    p.join()
    print("Joined twice")
