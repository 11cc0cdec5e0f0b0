"""A worker that takes no signal: where it is cannot be asked."""
import multiprocessing
import signal


def work():
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, signal.NSIG))
    signal.sigwait(range(1, 32))  # HERE: worker


if __name__ == "__main__":
    worker = multiprocessing.Process(target=work)
    worker.start()
    worker.join()  # ALSO: parent
