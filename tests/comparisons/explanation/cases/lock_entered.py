# Wrong: the parent holds the lock that its worker needs.
# Must say: \[JS021\] Deadlock: the worker waits for a lock, and the parent, which holds it, waits for the worker
# Must say: with lock: pass\n.* worker waits here
# Must not say: print\("in w", flush=True\)\n.* waits here
import multiprocessing as m, time
lock = m.Lock()
def w():
    print("in w", flush=True)
    with lock: pass
if __name__ == '__main__':
    lock.acquire()
    p = m.get_context('fork').Process(target=w); p.start(); p.join()
