"""A worker that runs a command."""

import subprocess
from multiprocessing import Process


def work():
    subprocess.run(["echo", "command"], check=True)
    print("worker")


if __name__ == "__main__":
    p = Process(target=work)
    p.start()
    p.join()
    print("parent")
