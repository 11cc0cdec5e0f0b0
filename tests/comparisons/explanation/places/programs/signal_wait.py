"""sigwait() in a worker that blocks the signal."""
import multiprocessing
import signal


def work():
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    signal.sigwait({signal.SIGUSR1})  # HERE: worker


if __name__ == "__main__":
    worker = multiprocessing.Process(target=work)
    worker.start()
    worker.join()  # ALSO: parent
