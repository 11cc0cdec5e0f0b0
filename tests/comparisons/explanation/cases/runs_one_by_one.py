"""run() starts a command and waits for it; two workers are no row, nor are three side by side."""
# Must say: worker 8
# Must not say: JS047

import multiprocessing
import subprocess
import time

for _ in range(3):
    subprocess.run(["true"], check=True)
context = multiprocessing.get_context("fork")
for _ in range(2):
    worker = context.Process(target=time.sleep, args=(0.1,))
    worker.start()
    worker.join()
workers = [context.Process(target=time.sleep, args=(0.1,)) for _ in range(3)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
