"""A server that nobody connects to, in a worker."""
import multiprocessing
import socket


def serve():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.accept()  # HERE: worker


if __name__ == "__main__":
    worker = multiprocessing.Process(target=serve)
    worker.start()
    worker.join()  # ALSO: parent
