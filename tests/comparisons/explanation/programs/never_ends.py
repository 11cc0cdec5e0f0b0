"""A worker that waits for a message that never comes."""

import multiprocessing
import sys

import until


def work(reader, _writer):
    reader.recv()


def both_wait(pid):
    until.waits(pid, "pipe_read", "anon_pipe_read", pid=pid)
    until.too_much()


if __name__ == "__main__":
    reader, writer = multiprocessing.Pipe(duplex=False)
    p = multiprocessing.Process(target=work, args=(reader, writer))
    p.start()
    if sys.argv[1:]:  # else it is for the deadline to end it
        until.then(lambda: both_wait(p.pid), "do_wait", "poll_schedule")
    p.join()
