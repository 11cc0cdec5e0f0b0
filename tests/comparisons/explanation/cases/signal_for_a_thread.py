# Right: the first thread blocks the signal, so another one gets it.
# Must say: (?m)^ +parent, thread \d+ +\(gets SIGUSR1 from itself, and its handler runs\)
import os
import signal
import threading

got = []
signal.signal(signal.SIGUSR1, lambda *_: got.append(True))
thread = threading.Thread(target=os.read, args=(os.pipe()[0], 1), daemon=True)
thread.start()
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
os.kill(os.getpid(), signal.SIGUSR1)
while not got:  # at its end Python sets all signals back, and one that is on its way ends it
    pass
worker = os.fork()
if worker == 0:
    os._exit(0)
os.waitpid(worker, 0)
