"""Two workers, of which one prints."""

from multiprocessing import Pipe, Process


def work(line, end):
    if line:
        print(line)
    end.recv_bytes()


if __name__ == "__main__":
    workers = []
    for line in ("", "loud"):
        end, tell = Pipe(duplex=False)
        p = Process(target=work, args=(line, end))
        p.start()
        workers.append((p, tell))
    for p, tell in workers:
        tell.send_bytes(b"end")
        p.join()
    print("parent")
