import signal
from multiprocessing import Pipe, Process

handled = []


def worker(go):
    go.recv()


if __name__ == "__main__":
    workers, sending = [], []
    for _ in range(3):
        theirs, ours = Pipe(duplex=False)
        workers.append(Process(target=worker, args=(theirs,)))
        workers[-1].start()
        sending.append(ours)
    signal.signal(signal.SIGCHLD, lambda number, _frame: handled.append(number))
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    for ours in sending:
        ours.send("go")
    for p in workers:
        p.join()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
    print("3 workers have ended")
    print("SIGCHLD has come:", len(handled))
