# Wrong: a task of the Pool raises, and nobody calls get() of its result.
# Must say: warning\[JS050\]: A task of the Pool raised ValueError: invalid literal for int\(\) with base 10: 'x3', and nobody called get\(\) of its result
# Must say: warning\[JS050\]: A task of the Pool raised ValueError: .* 'z5', and nobody
# Must say: return int\(text\) \* 2\n.*raised here
# Must say: help: call get\(\) of each result
# Must not say: 'y4'
from multiprocessing import get_context

found, kept = [], []


def parse(text):
    return int(text) * 2


def main():
    pool = get_context("fork").Pool(2)
    for text in ("1", "2", "x3"):
        pool.apply_async(parse, [text], callback=found.append)
    pool.apply_async(parse, ["y4"], error_callback=found.append)
    kept.append(pool.map_async(parse, ["1", "z5"]))
    pool.close()
    pool.join()
    print(len(found))


if __name__ == "__main__":
    main()
