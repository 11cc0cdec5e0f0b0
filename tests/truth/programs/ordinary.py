"""Ordinary programs without an order: no threads, no pools, no memory that is shared."""

import multiprocessing
import os
import socket
import subprocess
import sys
import tempfile
import time

from frame import A, B, concurrent, run

fork, spawn = map(multiprocessing.get_context, ("fork", "spawn"))


def say(name):
    """A shell that prints a line, late if it shall be."""
    late = f"sleep {int(os.environ['LATE']) / 1000}; " if name in sys.argv[2:] else ""
    return ["sh", "-c", f"{late}echo {name}"]


def both(*workers):
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def forked(*calls):
    for call in calls:
        if os.fork() == 0:
            call()
            os._exit(0)
    for _ in calls:
        os.wait()


def compute_and_say(line):
    sum(n * n for n in range(100_000))
    line()


def write_and_say(name, line):
    with open(name, "w") as file:
        file.write("text")
    line()


def read_and_say(name, line):
    with open(name) as file:
        file.read()
    line()


@concurrent
def two_workers():
    both(fork.Process(target=A), fork.Process(target=B))


@concurrent
def two_spawned_workers():
    both(spawn.Process(target=A), spawn.Process(target=B))


@concurrent
def a_worker_and_its_parent():
    worker = fork.Process(target=A)
    worker.start()
    B()
    worker.join()


@concurrent
def a_spawned_worker_and_its_parent():
    worker = spawn.Process(target=A)
    worker.start()
    B()
    worker.join()


@concurrent
def workers_that_compute():
    both(fork.Process(target=compute_and_say, args=(A,)), fork.Process(target=compute_and_say, args=(B,)))


@concurrent
def workers_that_sleep():
    both(fork.Process(target=lambda: (time.sleep(0.01), A())), fork.Process(target=lambda: (time.sleep(0.02), B())))


@concurrent
def workers_that_read_one_file():
    both(fork.Process(target=read_and_say, args=(__file__, A)), fork.Process(target=read_and_say, args=(__file__, B)))


@concurrent
def workers_that_write_files_of_their_own():
    folder = os.environ["FOLDER"]
    os.mkdir(f"{folder}/one")
    os.mkdir(f"{folder}/other")
    both(
        fork.Process(target=write_and_say, args=(f"{folder}/one/f", A)),
        fork.Process(target=write_and_say, args=(f"{folder}/other/f", B)),
    )


@concurrent
def workers_that_import():
    both(
        fork.Process(target=lambda: (__import__("decimal"), A())),
        fork.Process(target=lambda: (__import__("fractions"), B())),
    )


@concurrent
def three_workers():
    both(*(fork.Process(target=line) for line in (A, B, time.monotonic)))


@concurrent
def subprocess_twice():
    children = [subprocess.Popen(say("A")), subprocess.Popen(say("B"))]
    for child in children:
        child.wait()


@concurrent
def subprocesses_in_python():
    program = [sys.executable, "-S", __file__, "line"]
    children = [subprocess.Popen([*program, line, *sys.argv[2:]]) for line in ("A", "B")]
    for child in children:
        child.wait()


@concurrent
def subprocess_and_line():
    child = subprocess.Popen(say("A"))
    B()
    child.wait()


@concurrent
def shell_with_two_in_the_background():
    os.execvp("sh", ["sh", "-c", f"({say('A')[2]}) & ({say('B')[2]}) & wait"])


@concurrent
def shell_with_one_in_the_background():
    os.execvp("sh", ["sh", "-c", f"({say('A')[2]}) & {say('B')[2]}; wait"])


@concurrent
def shell_told_of_its_background():
    os.execvp("sh", ["sh", "-c", f"({say('A')[2]}) & sleep 0.02; {say('B')[2]}; wait"])


@concurrent
def shell_with_a_pipeline_beside():
    os.execvp("sh", ["sh", "-c", f"exec 3>&1; (echo x | (cat >/dev/null; {say('A')[2]} >&3)) & {say('B')[2]}; wait"])


@concurrent
def two_forks():
    forked(A, B)


@concurrent
def three_forks():
    forked(A, lambda: None, B)


@concurrent
def fork_of_a_fork():
    forked(lambda: forked(A), B)


@concurrent
def forks_that_talk_to_their_parent():
    ends = [os.pipe(), os.pipe()]
    forked(lambda: (A(), os.write(ends[0][1], b"x")), lambda: (B(), os.write(ends[1][1], b"x")))


@concurrent
def forks_that_make_sockets():
    forked(lambda: (socket.socketpair(), A()), lambda: (socket.socketpair(), B()))


@concurrent
def forks_that_make_temporary_files():
    forked(lambda: (tempfile.TemporaryFile(), A()), lambda: B())


@concurrent
def two_posix_spawns():
    for name in ("A", "B"):
        os.posix_spawnp("sh", say(name), os.environ)
    os.wait()
    os.wait()


@concurrent
def a_daemon_and_its_maker():
    forked(daemon)
    B()


def daemon():
    if os.fork() == 0:
        os.setsid()
        A()


if __name__ == "__main__":
    if sys.argv[1] == "line":
        (A if sys.argv.pop(2) == "A" else B)()
    else:
        run(globals())
