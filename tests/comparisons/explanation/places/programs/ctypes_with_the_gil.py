"""A function of C that waits and keeps the interpreter: no other thread of Python goes on."""
import ctypes
import multiprocessing


def work():
    semaphore = ctypes.create_string_buffer(64)
    library = ctypes.PyDLL(None)
    library.sem_init(semaphore, 0, 0)
    library.sem_wait(semaphore)  # HERE: worker


if __name__ == "__main__":
    worker = multiprocessing.Process(target=work)
    worker.start()
    worker.join()  # ALSO: parent
