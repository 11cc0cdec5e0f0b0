"""communicate() with a program that writes nothing, in a worker."""
import multiprocessing
import subprocess


def work():
    with subprocess.Popen(["sleep", "1000"], stdout=subprocess.PIPE) as child:
        child.communicate()  # HERE: worker


if __name__ == "__main__":
    worker = multiprocessing.Process(target=work)
    worker.start()
    worker.join()  # ALSO: parent
