# Wrong: a worker of a Pool is killed, and its task with it.
# Must say: \[JS035\] The parent waits for a task of its Pool, and worker \d \(\d+\) was killed by SIGKILL
# Must say: print\(pool\.map\(
# Must say: BrokenProcessPool
import multiprocessing, os, signal
def task(n):
    if n == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return n
if __name__ == "__main__":
    with multiprocessing.get_context("fork").Pool(2) as pool:
        print(pool.map(task, range(4), chunksize=1))
