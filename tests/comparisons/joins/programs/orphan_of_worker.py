"""A worker leaves a process behind, which ends when it is told to."""

import os
from multiprocessing import Pipe, Process


def work(go_on, ended):
    if os.fork() == 0:
        go_on.recv_bytes()
        print("orphan")
        os.write(ended.fileno(), b".")
    os._exit(0)


if __name__ == "__main__":
    (heard, tell), (told, ended) = Pipe(duplex=False), Pipe(duplex=False)
    p = Process(target=work, args=(heard, ended))
    p.start()
    p.join()
    print("worker joined")
    tell.send_bytes(b"go on")
    os.read(told.fileno(), 1)
    print("orphan told")
