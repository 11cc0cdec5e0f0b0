"""A worker that has ended, and a process of its making that holds its sentinel."""

import multiprocessing
import os
import sys


def work(reader, writer):
    writer.close()
    if os.fork() == 0:
        reader.poll(None)
        os._exit(0)
    os._exit(0)


if __name__ == "__main__":
    reader, writer = multiprocessing.Pipe(duplex=False)
    p = multiprocessing.Process(target=work, args=(reader, writer))
    p.start()
    os.waitid(os.P_PID, p.pid, os.WEXITED | os.WNOWAIT)
    if sys.argv[1:]:
        writer.close()
    p.join(60 if sys.argv[1:] else 0.05)
    print(p.exitcode)
    writer.close()
    p.join()
