# Wrong: the parent holds the lock that its worker needs.
# Must say: \[JS021\] Deadlock: the worker waits for a lock, and the parent, which holds it, waits for the worker
# Must say: lock\.acquire\(\)\n.* worker waits here
import multiprocessing as m, time
lock = m.Lock()
def w():
    print("in w", flush=True)
    lock.acquire()
if __name__ == '__main__':
    lock.acquire()
    p = m.get_context('fork').Process(target=w); p.start(); p.join()
