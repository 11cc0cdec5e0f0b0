"""A Manager serves its clients to the end: its threads wait for the next one as it is ended."""
# Must say: worker 1: SyncManager-1 \(
# Must say: \(is in accept4?\(\) when its process ends\)
# Must say: No known mistake
# Must not say: does not return

import multiprocessing


def work(done):
    done.append(1)


if __name__ == "__main__":
    with multiprocessing.Manager() as manager:
        done = manager.list()
        worker = multiprocessing.Process(target=work, args=(done,))
        worker.start()
        worker.join()
        print(len(done))
