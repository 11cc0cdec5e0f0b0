from multiprocessing import Process

counts = [0]


def worker():
    counts[0] += 1
    print("Worker: the count is", counts[0])


if __name__ == "__main__":
    p = Process(target=worker)
    p.start()
    p.join()
    print("Parent: the count is", counts[0])
