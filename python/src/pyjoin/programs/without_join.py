import multiprocessing
import time

def worker():
    print("Starting worker")
    time.sleep(2)
    print("Worker completed")

if __name__ == '__main__':
    p = multiprocessing.Process(target=worker)
    p.start()

    print("Parent process completed")
