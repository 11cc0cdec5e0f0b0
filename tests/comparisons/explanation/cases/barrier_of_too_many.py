"""A Barrier is made for more threads than there are."""
# Must say: \[JS048\] A thread of the parent waits at a Barrier until enough have come to it, and nobody
# Must say: barrier\.wait\(\)\n.* a thread of parent waits here
# Must say: Look, too, whether the number of its parties is right
# Must not say: JS026

import threading

barrier = threading.Barrier(3)


def part() -> None:
    barrier.wait()


threads = [threading.Thread(target=part) for _ in range(2)]
for each in threads:
    each.start()
for each in threads:
    each.join()
