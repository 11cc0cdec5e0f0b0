# Wrong: an Event of threading is copied by the fork, so what the parent sets does not arrive.
# Must say: \[JS031\] The worker waits for another thread of its own to wake it
# Must say: ready\.wait\(\)\n.* worker waits here
# Must say: use multiprocessing\'s Event
# Must not say: held when it was forked
# Must not say: Deadlock
import multiprocessing, threading
ready = threading.Event()
def work():
    ready.wait()
    print("go")
if __name__ == "__main__":
    p = multiprocessing.get_context("fork").Process(target=work)
    p.start()
    ready.set()
    p.join()
