from multiprocessing import Process, Queue


def worker(queue):
    queue.put(bytes(200_000))


if __name__ == "__main__":
    queue = Queue()
    p = Process(target=worker, args=(queue,))
    p.start()
    p.join(0.5)
    if p.exitcode is None:
        print("The worker waits until somebody reads", flush=True)
    print("Read", len(queue.get()), "bytes")
    p.join()
    print("Joined")
