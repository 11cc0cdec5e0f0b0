"""A worker sends more than a connection holds; its parent joins it before it receives."""
# Must say: \[JS011\] Deadlock: the worker waits for room in a socket, and the parent, which should read
# Must say: worker\.join\(\)
# Must say: connection\.send_bytes\(bytes\(1_000_000\)\)
# Must say: recv\(\) before join\(\)
# Must not say: queue

import multiprocessing
from multiprocessing.connection import Connection

context = multiprocessing.get_context("fork")


def work(connection: Connection) -> None:
    connection.send_bytes(bytes(1_000_000))


ours, theirs = context.Pipe()
worker = context.Process(target=work, args=(theirs,))
worker.start()
worker.join()
print(len(ours.recv_bytes()))
