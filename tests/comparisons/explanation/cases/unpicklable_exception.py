# Wrong: an exception that cannot be made anew ends the thread that takes a Pool's results.
# Must say: \[JS030\] A thread \(Thread-3.*\) has ended with TypeError: .*row
# Must say: print\(pool\.map\(check, range\(4\)\)\)
# Must say: Traceback \(most recent call last\):
# Must say: worker 2 \(\d+\) (is idle: it )?waits
# Must not say: \+-- a thread of parent
# Must not say: waits in posix\.write
# Must not say: the parent ends
# Deadline: 6
# Must not say: exited with None
import multiprocessing


class BadRow(Exception):
    def __init__(self, table, row):
        super().__init__(f"row {row} of {table}")


def check(row):
    if row == 2:
        raise BadRow("people", row)
    return row


if __name__ == "__main__":
    with multiprocessing.Pool(2) as pool:
        print(pool.map(check, range(4)))
