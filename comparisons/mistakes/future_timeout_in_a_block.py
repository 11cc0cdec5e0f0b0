# JS033: result() has given up, and the end of the block waits for the task all the same.
import time
from concurrent.futures import ProcessPoolExecutor

if __name__ == "__main__":
    with ProcessPoolExecutor(1) as executor:
        future = executor.submit(time.sleep, 2)
        try:
            future.result(timeout=0.2)
        except TimeoutError:
            print("Given up")
