# Wrong: the child whose exec fails returns into the loop, whose one line has a condition.
# Must say: \[JS032\]: After its exec had failed \(ENOENT\) the worker went on .*: both ran line 28\.
# Must not say: No known mistake
import os


def run(command):
    worker = os.fork()
    if worker == 0:
        try:
            os.execvp(command, [command])
        except FileNotFoundError:
            return 127
    return os.waitpid(worker, 0)[1]


def look():
    print("looked", flush=True)
    return 0


def main():
    failed = 0
    if run("no-such-program"):
        failed += 1
    # Which of two calls it was where both stand on one line is not known.
    failed += look() if failed else look()
    if look():
        failed += 1


main()
