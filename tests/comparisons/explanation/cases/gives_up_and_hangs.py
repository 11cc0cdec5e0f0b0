# Wrong: join(timeout) gave up, None was taken for 0, and the exit joins once more.
# Deadline: 6
# Must say: The parent waits at its exit for the worker, which waits in recv
# Must say: worker\.join\(timeout=0\.3\) *\n(.*\n)?.*join\(\) of worker gave up here
# Must say: if worker\.exitcode: *\n(.*\n)?.*exitcode of worker was None here, which `if` takes for false, like 0
# Must say: help: a join with a timeout only stops waiting
# Must say: note\[JS002\]: A join\(\) with a timeout gave up .* then tested exitcode, which was None
import multiprocessing
import socket


def fetch(port):
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.recv(1)


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    server = socket.create_server(("127.0.0.1", 0))
    worker = context.Process(target=fetch, args=(server.getsockname()[1],))
    worker.start()
    worker.join(timeout=0.3)
    if worker.exitcode:
        print("failed")
