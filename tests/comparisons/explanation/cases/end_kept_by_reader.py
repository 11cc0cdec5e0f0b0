# Wrong: the reader has the other end itself, so it is not told that the writer has ended.
# Must say: \[JS018\] The parent waits for data from a socket that nobody else can write to any more
# Must say: print\(mine\.recv\(\)\)\n.* parent waits here
# Must say: worker \(\d+\): exited with 1
# Must not say: for another one
import multiprocessing
def work(conn):
    raise SystemExit(1)
if __name__ == "__main__":
    mine, its = multiprocessing.Pipe()
    p = multiprocessing.get_context("fork").Process(target=work, args=(its,))
    p.start()
    print(mine.recv())
    p.join()
