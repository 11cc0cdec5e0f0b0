# Wrong: the worker ignores SIGTERM.
# Deadline: 2
# Must say: \[JS028\] .*The worker was sent SIGTERM, but ignores that
# Must say: p\.join\(\)\n.* parent waits here
# Must say: signal\.SIG_DFL
# Must not say: runs a handler
# Must not say: has run
import multiprocessing, signal, time
def work():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        time.sleep(0.1)
if __name__ == "__main__":
    p = multiprocessing.get_context("fork").Process(target=work, name="loader")
    p.start()
    time.sleep(0.5)
    p.terminate()
    p.join()
