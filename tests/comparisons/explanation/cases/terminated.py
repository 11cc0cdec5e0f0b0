# Right: the worker is terminated, and joined.
# Must say: worker\.terminate\(\)\s+kill SIGTERM to the worker
# Must say: worker\s+\(gets SIGTERM from the parent\)
# Must say: wait4 returns 0x000f: killed by SIGTERM
# Must say: It was killed by SIGTERM\.
# Must say: worker\.join\(0\.2\)\s+p?poll timed out
# Must say: worker\.is_alive\(\)\s+wait4 = 0
import multiprocessing
import time


def work():
    time.sleep(50)


if __name__ == "__main__":
    worker = multiprocessing.get_context("fork").Process(target=work)
    worker.start()
    worker.join(0.2)
    worker.is_alive()
    worker.terminate()
    worker.join()
