# Wrong: notify() of a Condition comes before the worker waits for it.
# Must say: waits in futex for notify\(\) of a Condition, at notified_before_it_waits
# Must say: \[JS049\] The worker waits for notify\(\) of a Condition, and nobody calls it: the parent waits for the worker to end\.
# Must say: cond\.wait\(\)\n.* worker waits here
# Must say: help: a Condition does not remember a notify\(\) that came while nobody waited
# Must not say: JS024
# Must not say: Deadlock
import multiprocessing


def wait_for_it(cond, notified):
    notified.wait()
    with cond:
        cond.wait()


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    cond, notified = context.Condition(), context.Event()
    worker = context.Process(target=wait_for_it, args=(cond, notified))
    worker.start()
    with cond:
        cond.notify()
    notified.set()
    worker.join()
