from multiprocessing import Pipe, Process


def worker(receiving):
    if receiving.poll(1):
        print("Worker: end of file")
    else:
        print("Worker: nothing, for I could still write it myself")


if __name__ == "__main__":
    receiving, sending = Pipe(duplex=False)
    p = Process(target=worker, args=(receiving,))
    p.start()
    sending.close()
    p.join()
    print("Joined")
