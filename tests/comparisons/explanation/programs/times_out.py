"""A join that gives up, and another that waits to the end."""

import multiprocessing


def work(receiver):
    receiver.recv()


if __name__ == "__main__":
    receiver, sender = multiprocessing.Pipe(duplex=False)
    p = multiprocessing.Process(target=work, args=(receiver,))
    p.start()
    p.join(0.01)
    print(p.exitcode)
    sender.send("go on")
    p.join(60)
    print(p.exitcode)
