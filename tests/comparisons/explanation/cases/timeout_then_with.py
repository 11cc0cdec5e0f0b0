# Wrong: the timeout is that of the wait; leaving `with` waits for the task all the same.
# Must say: JS033\]: The timeout of result\(\) ended the wait, not the task.*\(line \d+\)
# Must say: executor\.submit\(slow\)\.result\(timeout=0\.3\)\s+\S*lock\.acquire\(\)
# Must say: with ProcessPoolExecutor\(1\) as executor:\s+\S*(lock\.acquire|join)\(\)
# Must not say: (?m)^ *parent \(\d+\) +=*$
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import TimeoutError as TooLong


def slow():
    time.sleep(1.5)


if __name__ == "__main__":
    try:
        with ProcessPoolExecutor(1) as executor:
            executor.submit(slow).result(timeout=0.3)
    except TooLong:
        print("gave up")
