# Wrong: a thread of the worker goes on for ever, so the worker does not end.
# Deadline: 2
# Must say: \[JS029\] The worker has finished its work, but a process ends only when its threads have ended
# Must say: a thread of worker \(\d+\) .*thread_polls\.py:\d
# Must say: daemon=True
# Must not say: Deadlock
import multiprocessing, threading, time
def poll():
    while True:
        time.sleep(0.2)
def work():
    threading.Thread(target=poll).start()
if __name__ == "__main__":
    p = multiprocessing.get_context("fork").Process(target=work)
    p.start()
    p.join()
