"""recv() of a Connection, in a function that another one of the program has called."""
import multiprocessing


def receive(connection):
    return connection.recv()  # HERE: worker


def work(connection):
    print("got", receive(connection))


if __name__ == "__main__":
    ours, theirs = multiprocessing.Pipe()
    worker = multiprocessing.Process(target=work, args=(theirs,))
    worker.start()
    worker.join()  # ALSO: parent
