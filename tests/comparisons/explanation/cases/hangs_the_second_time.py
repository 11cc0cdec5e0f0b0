# Wrong: only every second run hangs, so that the traced one does not.
# Again: yes
# Deadline: 4
# Must say: traced it exited with 0; untraced it had not ended at the deadline, and was killed
# Must say: time\.sleep\(100\)
# Must say: join\(\) (waited( \d\S* \w+)? until|found that) the worker had ended
import multiprocessing
import os
import tempfile
import time

mark = os.path.join(tempfile.gettempdir(), "mark")


def work():
    pass


if __name__ == "__main__":
    second = os.path.exists(mark)
    with open(mark, "w", encoding="ascii"):
        pass
    worker = multiprocessing.Process(target=work)
    worker.start()
    worker.join()
    if second:
        time.sleep(100)
