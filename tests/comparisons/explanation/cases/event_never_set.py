# Wrong: the worker fails before it comes to set the Event that its parent waits for.
# Must say: \[JS049\] The parent waits for an Event to be set, and nobody who is left does that\.
# Must say: ready\.wait\(\)\n.* parent waits here
# Must say: help: set\(\) it on every way that its setter may take
# Must say: warning\[JS045\]: The worker ended by an exception that nothing caught: FileNotFoundError
# Must say: open\("/nowhere/at/all"\)\n.*raised here
# Must say: parent \(\d+\) waits in futex for an Event to be set, at event_never_set
# Must not say: waits in futex for a lock
import multiprocessing


def serve(ready):
    open("/nowhere/at/all")
    ready.set()


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    ready = context.Event()
    server = context.Process(target=serve, args=(ready,))
    server.start()
    ready.wait()
    server.join()
