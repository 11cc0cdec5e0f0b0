import os

if __name__ == "__main__":
    pid = os.fork()
    if pid == 0:
        print("Worker completed")
        # os._exit(0) is missing here
    else:
        os.waitpid(pid, 0)
    print("What follows, executed by", "the worker" if pid == 0 else "the parent")
