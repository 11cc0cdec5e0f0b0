"""A worker that puts more on a queue than a pipe holds, and a parent that joins it first."""

import multiprocessing
import os
import sys
import threading
import time

import until


def work(queue, size):
    queue.put(b"x" * size)


def until_both_wait(pid):
    main = threading.main_thread().native_id
    until.waits(main, "do_wait")
    while True:
        for tid in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{tid}/wchan") as file:
                if file.read().startswith(("pipe_write", "anon_pipe_write")):
                    until.too_much()
        time.sleep(0.001)


if __name__ == "__main__":
    queue = multiprocessing.Queue()
    p = multiprocessing.Process(target=work, args=(queue, 70_000))
    p.start()
    if sys.argv[1:]:
        queue.get()
    else:
        threading.Thread(target=until_both_wait, args=(p.pid,), daemon=True).start()
    p.join()
