"""A worker joins another one, whose parent it is not."""

import multiprocessing


def first(reader, writer):
    writer.close()
    reader.poll(None)


def second(other):
    try:
        other.join()
        print("joined")
    except AssertionError as error:
        print(error)


if __name__ == "__main__":
    reader, writer = multiprocessing.Pipe(duplex=False)
    one = multiprocessing.Process(target=first, args=(reader, writer))
    one.start()
    two = multiprocessing.Process(target=second, args=(one,))
    two.start()
    two.join()
    writer.close()
    one.join()
