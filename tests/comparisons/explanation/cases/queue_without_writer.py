# Wrong: the only worker that would put something into the Queue has failed.
# Must say: \[JS018\] The parent waits for data from a pipe that nobody else can write to
# Must say: print\(queue\.get\(\)\)\n.* parent waits here
# Must say: worker \(\d+\): exited with 1
# Must say: ValueError: no data
import multiprocessing
def work(queue):
    raise ValueError("no data")
if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    p = context.Process(target=work, args=(queue,))
    p.start()
    print(queue.get())
    p.join()
