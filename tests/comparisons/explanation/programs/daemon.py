"""A daemon, which ends with the program."""

import multiprocessing


def work(reader, _writer):
    reader.poll(None)


if __name__ == "__main__":
    pipe = multiprocessing.Pipe(duplex=False)
    multiprocessing.Process(target=work, args=pipe, daemon=True).start()
    print("parent")
