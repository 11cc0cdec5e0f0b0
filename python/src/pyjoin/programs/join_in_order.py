from multiprocessing import Pipe, Process


def first(end):
    end.recv()
    print("Worker 1 completed")


def second(end):
    print("Worker 2 completed", flush=True)
    end.send("done")


if __name__ == "__main__":
    receiving, sending = Pipe(duplex=False)
    workers = [
        Process(target=first, args=(receiving,)),
        Process(target=second, args=(sending,)),
    ]
    for p in workers:
        p.start()
    for number, p in enumerate(workers, start=1):
        p.join()
        print("Joined worker", number)
