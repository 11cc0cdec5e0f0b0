# Wrong: a thread still has to write what was put, and nobody reads it.
# Deadline: 2
# Must say: parent \(\d+\) waits in futex for a thread to end
# Must say: a thread of parent \(\d+\) waits in write on descriptor \d+ for room in a pipe
# Must not say: the parent ends
import multiprocessing

if __name__ == "__main__":
    queue = multiprocessing.Queue()
    queue.put(b"x" * 100_000)
    print("done", flush=True)
