"""multiprocessing.Process under each start method, and what waits for it."""

import multiprocessing
import os
import signal
import time
from multiprocessing.connection import wait

from frame import A, B, answer, before, choice, concurrent, late, run

fork, spawn, forkserver = map(multiprocessing.get_context, ("fork", "spawn", "forkserver"))


def started(context, target=A, *arguments, **options):
    worker = context.Process(target=target, args=arguments, **options)
    worker.start()
    return worker


def a_and_later_end():
    A()
    late("end")


def send(end, say=A):
    say()
    end.send("x")


def receive(end):
    end.recv()
    B()


def a_and_exit():
    A()
    os._exit(3)


def a_and_raise():
    A()
    raise SystemExit(1)


def nested():
    started(fork).join()


@before
def join_fork():
    started(fork).join()
    B()


@before
def join_spawn():
    started(spawn).join()
    B()


@before
def join_forkserver():
    started(forkserver).join()
    B()


@before
def join_two_in_turn_forkserver():
    started(forkserver, A).join()
    started(forkserver, B).join()


@before
def join_two_in_turn_fork():
    started(fork, A).join()
    started(fork, B).join()


@before
def join_twice_fork():
    worker = started(fork)
    worker.join()
    worker.join()
    B()


@before
def join_a_killed_worker_fork():
    worker = started(fork, a_and_exit)
    worker.join()
    B()


@before
def join_a_failed_worker_spawn():
    worker = started(spawn, a_and_raise)
    worker.join()
    B()


@before
def join_nested_fork():
    started(fork, nested).join()
    B()


@before
def join_both_fork():
    workers = [started(fork), started(fork, late, "other")]
    for worker in workers:
        worker.join()
    B()


@before
def join_both_spawn():
    workers = [started(spawn), started(spawn, late, "other")]
    for worker in workers:
        worker.join()
    B()


@before
def join_both_forkserver():
    workers = [started(forkserver), started(forkserver, late, "other")]
    for worker in workers:
        worker.join()
    B()


@before
def line_before_start_fork():
    A()
    started(fork, B).join()


@before
def line_before_start_spawn():
    A()
    started(spawn, B).join()


@before
def line_before_start_forkserver():
    A()
    started(forkserver, B).join()


@before
def sentinel_fork():
    wait([started(fork).sentinel])
    B()


@before
def sentinel_spawn():
    wait([started(spawn).sentinel])
    B()


@before
def sentinel_forkserver():
    wait([started(forkserver).sentinel])
    B()


@choice("non_blocking", "AB")
def not_joined_but_the_interpreter_ends():
    # At its end it joins all workers that are no daemons, but for those that a poll finds ended
    # before: B is the shell's.
    if os.fork() == 0:
        started(fork)
        raise SystemExit
    os.wait()
    B()


@before
def pipe_fork():
    here, there = fork.Pipe()
    worker = started(fork, send, there)
    here.recv()
    B()
    worker.join()


@before
def pipe_spawn():
    here, there = spawn.Pipe()
    worker = started(spawn, send, there)
    here.recv()
    B()
    worker.join()


@before
def pipe_forkserver():
    here, there = forkserver.Pipe()
    worker = started(forkserver, send, there)
    here.recv()
    B()
    worker.join()


@before
def pipe_of_one_way_fork():
    here, there = fork.Pipe(duplex=False)
    worker = started(fork, send, there)
    here.recv()
    B()
    worker.join()


@before
def pipe_to_the_worker_fork():
    here, there = fork.Pipe()
    worker = started(fork, receive, there)
    A()
    here.send("x")
    worker.join()


@before
def pipe_ends_fork():
    here, there = fork.Pipe()
    worker = started(fork, A)
    there.close()
    try:
        here.recv()
    except EOFError:
        B()
    worker.join()


@before
def pipe_between_workers_fork():
    here, there = fork.Pipe()
    workers = [started(fork, send, there), started(fork, receive, here)]
    for worker in workers:
        worker.join()


@before
def terminated_after_the_line_fork():
    here, there = fork.Pipe()
    worker = started(fork, send_and_stay, there)
    here.recv()
    worker.terminate()
    worker.join()
    B()


def send_and_stay(end):
    send(end)
    while True:
        signal.pause()


@concurrent
def no_join_fork():
    started(fork)
    B()


@concurrent
def no_join_spawn():
    started(spawn)
    B()


@concurrent
def no_join_forkserver():
    started(forkserver)
    B()


@concurrent
def join_after_the_line_fork():
    worker = started(fork)
    B()
    worker.join()


@concurrent
def join_the_other_fork():
    worker, other = started(fork), started(fork, late, "other")
    other.join()
    B()
    worker.join()


@concurrent
def join_the_other_spawn():
    worker, other = started(spawn), started(spawn, late, "other")
    other.join()
    B()
    worker.join()


@concurrent
def two_workers_fork():
    workers = [started(fork, A), started(fork, B)]
    for worker in workers:
        worker.join()


@concurrent
def two_workers_spawn():
    workers = [started(spawn, A), started(spawn, B)]
    for worker in workers:
        worker.join()


@choice("server", "AB BA")
def two_workers_forkserver():
    # The server takes a worker's end and a request as they come.
    workers = [started(forkserver, A), started(forkserver, B)]
    for worker in workers:
        worker.join()


@concurrent
def sleep_instead_of_join_fork():
    worker = started(fork)
    time.sleep(0.02)
    B()
    worker.join()


@concurrent
def pipe_line_after_sending_fork():
    here, there = fork.Pipe()
    worker = started(fork, send_first, there)
    here.recv()
    B()
    worker.join()


def send_first(end):
    end.send("x")
    A()


@choice("timed", "yAB nAB nBA")
def join_with_timeout_fork():
    worker = started(fork, a_and_later_end)  # late("end")
    worker.join(0.05)
    answer(not worker.is_alive())
    B()


@choice("not_yet", "yAB nAB nBA")
def alive_yet_fork():
    worker = started(fork, a_and_later_end)  # late("end")
    late("look")
    answer(not worker.is_alive())
    B()


@choice("not_yet", "yAB nAB nBA")
def exit_code_yet_fork():
    worker = started(fork, a_and_later_end)  # late("end")
    late("look")
    answer(worker.exitcode is not None)
    B()


@choice("timed", "yAB nAB nBA")
def pipe_polled_fork():
    here, there = fork.Pipe()
    worker = started(fork, send_later, there)  # late("send")
    answer(here.poll(0.05))
    B()
    worker.join()


def send_later(end):
    A()
    late("send")
    end.send("x")


@choice("which_ready", "AB BA")
def whichever_sentinel_fork():
    workers = [started(fork), started(fork, late, "other")]
    wait([worker.sentinel for worker in workers])
    B()


@choice("non_blocking", "AB BA")
def active_children_fork():
    # Joins whichever has ended.
    workers = [started(fork), started(fork, late, "other")]
    while len(multiprocessing.active_children()) == len(workers):
        time.sleep(0.001)
    B()


@concurrent
def start_behind_an_end_fork():
    # It polls the first worker, and has most likely reaped it.
    one = started(fork)
    time.sleep(0.3)
    other = started(fork, B)
    one.join()
    other.join()


@concurrent
def served_behind_an_end_forkserver():
    # The server has reaped the first worker when it is asked for the next.
    one = started(forkserver)
    time.sleep(0.3)
    multiprocessing.process._children.clear()  # which start() would poll
    other = started(forkserver, B)
    one.join()
    other.join()


@choice("interrupted", "AB BA")
def handler_while_it_computes():
    signal.signal(signal.SIGUSR1, B)
    if os.fork() == 0:
        late("kill")
        os.kill(os.getppid(), signal.SIGUSR1)
        os._exit(0)
    A()
    late("wait")
    os.wait()


@before
def handler_of_what_was_sent_later():
    signal.signal(signal.SIGUSR1, B)
    A()
    if os.fork() == 0:
        os.kill(os.getppid(), signal.SIGUSR1)
        os._exit(0)
    os.wait()


if __name__ == "__main__":
    run(globals())
