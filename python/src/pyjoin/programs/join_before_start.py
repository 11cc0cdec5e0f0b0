from multiprocessing import Process


def worker():
    print("Worker completed")


if __name__ == "__main__":
    p = Process(target=worker)
    try:
        p.join()
    except AssertionError:
        print("Not started: nobody to join")
    p.start()
    p.join()
    print("Joined")
