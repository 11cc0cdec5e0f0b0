"""A queue that is full."""
import multiprocessing

if __name__ == "__main__":
    queue = multiprocessing.Queue(maxsize=1)
    for number in range(2):
        queue.put(number)  # HERE: parent
