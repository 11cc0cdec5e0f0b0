# Deadline: 4
# Wrong: the server is stopped while it waits for its first client.
# Must say: \[JS022\] The parent waits for the worker, but the worker is stopped by SIGSTOP\.
# Must say: worker \(\d+\) is stopped, at stopped_server
# Must not say: parent \(\d+\) is stopped
import multiprocessing
import os
import signal
import socket


def serve(server):
    while True:
        client, _ = server.accept()
        client.sendall(b"hello")


if __name__ == "__main__":
    server = socket.socket(socket.AF_UNIX)
    server.bind("")
    server.listen()
    worker = multiprocessing.get_context("fork").Process(target=serve, args=(server,))
    worker.start()
    address = server.getsockname()
    server.close()
    accept4 = {"x86_64": "288 ", "aarch64": "242 "}[os.uname().machine]
    while not open(f"/proc/{worker.pid}/syscall").read().startswith(accept4):
        pass
    os.kill(worker.pid, signal.SIGSTOP)
    client = socket.socket(socket.AF_UNIX)
    client.connect(address)
    print(client.recv(9))
