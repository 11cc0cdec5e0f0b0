# Wrong: the child returns from the function that forked, and runs the rest of the program.
# Must say: JS032\]: After the fork the worker went on with its parent\'s code: both ran lines \d+, \d+
# Must say: os\._exit\(0\)
# Must say: worker +\d+ print\("2 passed"
# Must say: parent +\d+ print\("2 passed"
import os


def test_pipe():
    pid = os.fork()
    if pid == 0:
        print("in the child", flush=True)  # ... and no os._exit(0)
    else:
        os.waitpid(pid, 0)


def test_other():
    print("test_other", flush=True)


for test in (test_pipe, test_other):
    test()
print("2 passed", flush=True)
