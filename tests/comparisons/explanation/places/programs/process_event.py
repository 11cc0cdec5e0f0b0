"""An event between processes that nobody sets."""
import multiprocessing


def work(event):
    event.wait()  # HERE: worker


if __name__ == "__main__":
    event = multiprocessing.Event()
    worker = multiprocessing.Process(target=work, args=(event,))
    worker.start()
    worker.join()  # ALSO: parent
