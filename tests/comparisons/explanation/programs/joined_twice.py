"""Two threads that join one worker, which ends when both wait; or each a worker of its own."""

import multiprocessing
import sys
import threading

import until


def work(reader, writer):
    writer.close()
    reader.poll(None)


if __name__ == "__main__":
    reader, writer = multiprocessing.Pipe(duplex=False)
    count = 2 if sys.argv[1:] else 1
    workers = [multiprocessing.Process(target=work, args=(reader, writer)) for _ in range(count)]
    for p in workers:
        p.start()
    threads = [threading.Thread(target=p.join) for p in (workers[0], workers[-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        until.waits(thread.native_id, "do_wait", "poll_schedule")
    writer.close()
    for thread in threads:
        thread.join()
    print("parent")
