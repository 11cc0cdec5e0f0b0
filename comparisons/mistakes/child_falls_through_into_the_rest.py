# JS032: the worker does what the parent should do, as os._exit() is missing.
import os

if __name__ == "__main__":
    pid = os.fork()
    if pid == 0:
        print("Worker completed")
    if pid != 0:
        os.waitpid(pid, 0)
    print("The end of the program")
