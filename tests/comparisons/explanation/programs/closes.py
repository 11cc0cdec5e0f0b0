"""A worker that closes its descriptors, the sentinel's among them."""

import multiprocessing
import os

import until


def work(reader, writer):
    writer.close()
    os.dup2(reader.fileno(), 0)
    os.closerange(3, 64)
    os.read(0, 1)
    os._exit(0)


if __name__ == "__main__":
    reader, writer = multiprocessing.Pipe(duplex=False)
    p = multiprocessing.Process(target=work, args=(reader, writer))
    p.start()
    reader.close()
    until.then(writer.close, "do_wait")
    p.join(60)
    print(p.exitcode)
