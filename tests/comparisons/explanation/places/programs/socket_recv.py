"""A thread reads a socket that nobody writes to."""
import socket
import threading

one, other = socket.socketpair()


def read():
    one.recv(1)  # HERE: parent thread


thread = threading.Thread(target=read)
thread.start()
thread.join()  # ALSO: parent
