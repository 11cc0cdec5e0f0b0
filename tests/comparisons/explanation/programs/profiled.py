"""A program that profiles itself, and shows whether anybody else's functions are in that."""

import cProfile
import multiprocessing
import pstats
import sys


def work():
    pass


def whole():
    p = multiprocessing.Process(target=work)
    p.start()
    p.join()


if __name__ == "__main__":
    for _ in range(int(sys.argv[1]) if sys.argv[1:] and sys.argv[1].isdigit() else 0):
        work()
    profile = cProfile.Profile()
    profile.runcall(whole)
    files = {file for file, _, _ in pstats.Stats(profile).stats}
    print(any("instrumentation" in file for file in files))
    functions = {name for _, _, name in pstats.Stats(profile).stats}
    print("whole" in functions, "follow" in functions)
