"""The initializer of a Pool raises: each worker ends, and the Pool starts another for it."""
# Deadline: 3
# Must say: \[JS038\] The parent waits for a task of its Pool, whose workers fail one after the other
# Must say: \d+ of them exited with 1, and the Pool starts a new one for each
# Must say: print\(pool\.map\(length
# Must say: what the workers write to standard error
# Must say: warning\[JS045\]: Worker 1 ended by .* The same is true of \d+ other workers\.
# Must not say: is lost

import multiprocessing


def configure(path: str) -> None:
    with open(path):
        pass


def length(word: str) -> int:
    return len(word)


with multiprocessing.get_context("fork").Pool(2, configure, ("/nowhere/at/all",)) as pool:
    print(pool.map(length, ["one", "two"]))
