# Wrong: nobody sets the Event of the manager that the worker waits for.
# Deadline: 6
# Must say: The parent waits for worker 2 \(\d+\), for which a thread of worker 1 \(\d+\) waits for an Event to be set\.
# Must say: event\.wait\(\) *\n.* worker 2 waits here
# Must not say: which waits in accept
import multiprocessing


def work(event):
    event.wait()


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    with context.Manager() as manager:
        event = manager.Event()
        worker = context.Process(target=work, args=(event,))
        worker.start()
        worker.join()
