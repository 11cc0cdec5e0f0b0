"""Nothing joins the worker but the interpreter when it exits; and the order of exit handlers."""

import atexit
import multiprocessing
import sys


def work(reader, writer):
    writer.close()
    reader.recv_bytes()
    print("worker")


if __name__ == "__main__":
    atexit.register(print, "registered first")
    reader, writer = multiprocessing.Pipe(duplex=False)
    p = multiprocessing.Process(target=work, args=(reader, writer))
    p.start()
    atexit.register(print, "registered last")
    atexit.register(writer.send_bytes, b"go on")
    print("parent", flush=True)
    sys.exit(3)
