"""A daemon is not waited for: multiprocessing ends it when the program does."""
# Must say: note\[JS012\]: The worker is a daemon: multiprocessing ended it when the interpreter exited
# Must say: help: join\(\) it before the end of the program
# Must say: killed by SIGTERM
# Must not say: JS010
# Must not say: JS013

import multiprocessing
import time

context = multiprocessing.get_context("fork")
worker = context.Process(target=time.sleep, args=(20,), daemon=True)
worker.start()
print("the end", flush=True)
