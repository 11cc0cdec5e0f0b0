import os
import select
from multiprocessing import Pipe, Process


def worker(go, end):
    if os.fork() == 0:
        go.recv()
        print("Grandchild completed", flush=True)
        os._exit(0)
    end.recv()


if __name__ == "__main__":
    (go, goes), (end, ends) = Pipe(duplex=False), Pipe(duplex=False)
    p = Process(target=worker, args=(go, end))
    p.start()
    pidfd = os.pidfd_open(p.pid)
    ends.send("end")
    select.select([pidfd], [], [])  # until the worker has ended
    p.join(0.5)
    p.join()
    print("Joined: exitcode", p.exitcode, flush=True)
    goes.send("go")
