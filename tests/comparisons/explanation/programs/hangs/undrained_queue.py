"""The interpreter ends only when its queue has been written, which nobody reads."""

import multiprocessing

if __name__ == "__main__":
    results = multiprocessing.Queue()
    results.put("r" * 300_000)
    print("the last line")
