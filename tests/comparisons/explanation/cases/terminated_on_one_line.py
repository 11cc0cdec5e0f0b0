"""The caret is under the call that sends the signal, and a look that takes a status is one row."""
# Must say: (?m)\bworker\.start\(\); worker\.terminate\(\)\n +\| +\^{18} the worker is sent SIGTERM here
# Must say: (?m)^ +parent +\d+ while worker\.is_alive\(\): .* wait4 0x000f: killed by SIGTERM$
# Must not say: wait4 (begins|returns)

import multiprocessing
import time

worker = multiprocessing.get_context("fork").Process(target=time.sleep, args=(60,))
worker.start(); worker.terminate()
while worker.is_alive(): pass
