# Wrong: each worker waits for what the other should send first, by an end that both were given.
# Deadline: 8
# Must say: Deadlock: .*waits for data from
# Must not say: holds a copy
import multiprocessing


def answer(end):
    end.send(end.recv())


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    one, other = context.Pipe()
    workers = [context.Process(target=answer, args=(end,)) for end in (one, other)]
    for worker in workers:
        worker.start()
    one.close()
    other.close()
    for worker in workers:
        worker.join()
