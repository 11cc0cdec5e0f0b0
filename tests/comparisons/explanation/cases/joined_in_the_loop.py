"""Each worker is joined before the next one is started, though they could run side by side."""
# Must say: note\[JS047\]: Workers 1 to 3 ran one after the other: each was started only when the one
# Must say: (?m)^ +\d+ \| worker\.join\(\)\n.*\^ each is waited for here$
# Must say: help: if they may run at the same time, start all of them first
# Must not say: (?s)JS047.*JS047\]

import multiprocessing
import time

context = multiprocessing.get_context("fork")
for number in range(3):
    worker = context.Process(target=time.sleep, args=(0.1,))
    worker.start()
    worker.join()
    print("done", number)
