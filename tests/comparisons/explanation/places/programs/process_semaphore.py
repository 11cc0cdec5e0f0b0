"""A semaphore between processes that is used up."""
import multiprocessing

if __name__ == "__main__":
    semaphore = multiprocessing.BoundedSemaphore(1)
    semaphore.acquire()
    semaphore.acquire()  # HERE: parent
