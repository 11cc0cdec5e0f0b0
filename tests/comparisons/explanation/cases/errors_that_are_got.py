# Two tasks of the Pool raise, and get() tells of the first: of the other nothing is to be said.
# Must say: exited with 0
# Must not say: JS050
from multiprocessing import get_context


def parse(text):
    return int(text) * 2


def main():
    with get_context("fork").Pool(2) as pool:
        results = [pool.apply_async(parse, [text]) for text in ("x3", "y4")]
        mapped = pool.map_async(parse, ["1", "z5"])
        try:
            print([each.get() for each in results])
        except ValueError as error:
            print(error)
        mapped.wait()


if __name__ == "__main__":
    main()
