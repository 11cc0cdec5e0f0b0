"""Idioms of subprocess, multiprocessing and os, and of what they are mixed with."""

import multiprocessing
import os
import select
import signal
import socket
import subprocess
import sys
import time
from multiprocessing.connection import Client, Listener, wait

from frame import A, B, answer, before, choice, concurrent, late, run
from ordinary import say
from subprocesses import pause

fork, spawn, forkserver = map(multiprocessing.get_context, ("fork", "spawn", "forkserver"))


def started(context, target=A, *arguments):
    worker = context.Process(target=target, args=arguments)
    worker.start()
    return worker


def child(*acts):
    pid = os.fork()
    if pid == 0:
        for act in acts:
            act()
        os._exit(0)
    return pid


def wait_for(*pids):
    for pid in pids:
        os.waitpid(pid, 0)


def to_terminal(name):
    """A shell that prints a line where this process does, whatever its output is."""
    copy = os.dup(1)
    return {"args": [*say(name)[:2], say(name)[2] + f" >&{copy}"], "pass_fds": [copy]}


def run_a_command():
    subprocess.run(say("A"), check=True)


@before
def join_of_a_worker_that_runs_a_command():
    started(fork, run_a_command).join()
    B()


@before
def join_of_a_spawned_worker_that_runs_a_command():
    started(spawn, run_a_command).join()
    B()


@before
def join_of_a_worker_that_calls_a_shell():
    started(fork, os.system, say("A")[2]).join()
    B()


def join_a_worker():
    started(fork).join()


@before
def join_in_a_worker_of_the_server():
    started(forkserver, join_a_worker).join()
    B()


@before
def join_in_a_spawned_worker():
    started(spawn, join_a_worker).join()
    B()


@before
def pipeline_of_two_commands():
    # The second ends when it is told that the first has ended.
    one = subprocess.Popen(**to_terminal("A"), stdout=subprocess.PIPE)
    other = subprocess.Popen(["cat"], stdin=one.stdout)
    one.stdout.close()
    other.wait()
    B()
    one.wait()


@before
def communicate_with_two_pipes():
    one = subprocess.Popen(**to_terminal("A"), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    one.communicate()
    B()


@before
def communicate_with_three_pipes():
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    one = subprocess.Popen(**to_terminal("A"), **pipes)
    one.communicate()
    B()


@before
def output_is_captured():
    subprocess.run(**to_terminal("A"), capture_output=True, check=True)
    B()


@before
def output_is_checked():
    subprocess.check_output(**to_terminal("A"))
    B()


@before
def lines_are_read():
    copy = os.dup(1)
    text = say("A")[2] + f" >&{copy}; echo x; sleep 0.05"
    one = subprocess.Popen(["sh", "-c", text], stdout=subprocess.PIPE, pass_fds=[copy], text=True)
    one.stdout.readline()
    B()
    one.wait()
    one.stdout.close()


@before
def written_before_it_is_told():
    A()
    one = subprocess.Popen(["sh", "-c", "read x; echo B"], stdin=subprocess.PIPE, text=True)
    print("x", file=one.stdin, flush=True)
    one.wait()
    one.stdin.close()


@before
def input_is_closed():
    one = subprocess.Popen(["sh", "-c", "cat; echo B"], stdin=subprocess.PIPE)
    A()
    one.stdin.close()
    one.wait()


@before
def prints_before_its_program_begins():
    # Popen() returns when the new program has begun.
    one = subprocess.Popen(["true"], preexec_fn=A)
    B()
    one.wait()


@before
def prints_before_there_is_no_such_program():
    try:
        subprocess.Popen(["/no/such/program"], preexec_fn=A)
    except OSError:
        B()


@before
def command_in_a_session_is_killed():
    out, into = os.pipe()
    text = say("A")[2] + f"; echo >&{into}; sleep 9; exit"
    one = subprocess.Popen(["sh", "-c", text], pass_fds=[into], start_new_session=True)
    os.read(out, 1)
    os.killpg(one.pid, signal.SIGKILL)
    one.wait()
    B()


@before
def a_megabyte_is_read():
    # It does not fit: the worker's send() returns when its reader has begun to read.
    here, there = fork.Pipe()
    worker = started(fork, send_a_megabyte, there)
    A()
    here.recv_bytes()
    worker.join()


def send_a_megabyte(end):
    end.send_bytes(bytes(1 << 20))
    B()


@before
def sent_object_is_received_in_a_spawned_worker():
    here, there = spawn.Pipe()
    worker = started(spawn, receive_and_say, there)
    A()
    here.send(["x"])
    worker.join()


def receive_and_say(end):
    end.recv()
    B()


@before
def end_of_a_connection_to_a_listener():
    with Listener(family="AF_UNIX") as listener:
        worker = started(fork, connect_and_say, listener.address)
        with listener.accept() as connection:
            try:
                connection.recv()
            except EOFError:
                B()
        worker.join()


def connect_and_say(address):
    with Client(address):
        A()


@before
def sentinels_of_both():
    workers = [started(fork), started(fork, late, "other")]
    for worker in workers:
        wait([worker.sentinel])
    B()


@before
def killed_worker_is_joined():
    here, there = fork.Pipe()
    worker = started(fork, send_and_stay, there)
    here.recv()
    worker.kill()
    worker.join()
    B()


def send_and_stay(end):
    A()
    end.send("x")
    while True:
        signal.pause()


@before
def terminated_worker_of_the_server_is_joined():
    here, there = forkserver.Pipe()
    worker = started(forkserver, send_and_stay, there)
    here.recv()
    worker.terminate()
    worker.join()
    B()


def say_and_exit(*_):
    A()
    os._exit(0)


def handle_and_stay(end):
    signal.signal(signal.SIGTERM, say_and_exit)
    end.send("x")
    while True:
        signal.pause()


@before
def terminated_worker_says_its_last():
    here, there = fork.Pipe()
    worker = started(fork, handle_and_stay, there)
    here.recv()
    worker.terminate()
    worker.join()
    B()


@choice("interrupted", "AB")
def line_before_it_is_terminated():
    # Its handler runs wherever it is, most likely in its pause().
    here, there = fork.Pipe()
    worker = started(fork, handle_and_say, there)
    here.recv()
    A()
    worker.terminate()
    worker.join()


def handle_and_say(end):
    signal.signal(signal.SIGTERM, say_b_and_exit)
    end.send("x")
    while True:
        signal.pause()


def say_b_and_exit(*_):
    B()
    os._exit(0)


@before
def stopped_child_goes_on():
    out, into = os.pipe()
    pid = child(lambda: os.write(into, b"x"), lambda: os.kill(os.getpid(), signal.SIGSTOP), B)
    os.read(out, 1)
    os.waitid(os.P_PID, pid, os.WSTOPPED)
    A()
    os.kill(pid, signal.SIGCONT)
    wait_for(pid)


@before
def wait3_of_one():
    child(A)
    os.wait3(0)
    B()


@before
def waitid_by_a_pidfd():
    pidfd = os.pidfd_open(child(A))
    os.waitid(os.P_PIDFD, pidfd, os.WEXITED)
    B()


@before
def signal_by_a_pidfd():
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
    pid = child(lambda: signal.sigwait([signal.SIGUSR1]), B)
    A()
    signal.pidfd_send_signal(os.pidfd_open(pid), signal.SIGUSR1)
    wait_for(pid)


@before
def fifo_between_two_workers():
    path = f"{os.environ['FOLDER']}/fifo"
    os.mkfifo(path)
    workers = [started(fork, say_into, path), started(fork, say_from, path)]
    for worker in workers:
        worker.join()


def say_into(path):
    A()
    with open(path, "w") as file:
        file.write("x")


def say_from(path):
    with open(path) as file:
        file.read()
    B()


@before
def socket_pair_as_files():
    here, there = socket.socketpair()
    pid = child(A, lambda: there.makefile("w").write("x\n"))
    there.close()
    here.makefile().readline()
    B()
    wait_for(pid)


@before
def descriptor_sent_to_a_child():
    # The pipe ends when the child has closed what it was sent.
    here, there = socket.socketpair()
    out, into = os.pipe()
    pid = child(lambda: os.close(into), lambda: socket.recv_fds(there, 1, 1), A)
    socket.send_fds(here, [b"x"], [into])
    os.close(into)
    os.read(out, 1)
    B()
    wait_for(pid)


@before
def spliced_from_pipe_to_pipe():
    one, other = os.pipe(), os.pipe()
    pids = child(A, lambda: os.write(one[1], b"x")), child(lambda: os.splice(one[0], other[1], 1))
    os.read(other[0], 1)
    B()
    wait_for(*pids)


@before
def event_counter():
    counter = os.eventfd(0)
    pid = child(A, lambda: os.eventfd_write(counter, 1))
    os.eventfd_read(counter)
    B()
    wait_for(pid)


@before
def kqueue_of_linux():
    out, into = os.pipe()
    pid = child(A, lambda: os.write(into, b"x"))
    with select.epoll() as poll:
        poll.register(out, select.EPOLLIN)
        poll.poll()
    B()
    wait_for(pid)


@before
def spawned_by_posix_with_a_pipe():
    out, into = os.pipe()
    copy = os.dup(1)
    os.set_inheritable(copy, True)
    actions = [(os.POSIX_SPAWN_DUP2, into, 1)]
    command = [*say("A")[:2], say("A")[2] + f" >&{copy}"]
    pid = os.posix_spawnp("sh", command, os.environ, file_actions=actions)
    os.close(into)
    os.read(out, 1)
    B()
    wait_for(pid)


@before
def exec_in_a_child():
    wait_for(child(lambda: os.execvp("sh", say("A"))))
    B()


@concurrent
def another_command_is_run():
    one = subprocess.Popen(say("A"))
    subprocess.run(["true"], check=True)
    B()
    one.wait()


@concurrent
def command_is_run_beside_a_worker():
    worker = started(fork)
    subprocess.run(["true"], check=True)
    B()
    worker.join()


@concurrent
def commands_whose_outputs_are_read_in_turn():
    children = [
        subprocess.Popen(**to_terminal(name), stdout=subprocess.PIPE) for name in ("A", "B")
    ]
    for each in children:
        each.communicate()


@concurrent
def commands_with_an_input_each():
    # The second does not wait for its own.
    one = subprocess.Popen(["sh", "-c", f"read x; {say('A')[2]}"], stdin=subprocess.PIPE)
    other = subprocess.Popen(say("B"), stdin=subprocess.PIPE)
    one.communicate(b"x\n")
    other.communicate()


@concurrent
def workers_of_two_methods():
    workers = [started(fork), started(spawn, B)]
    for worker in workers:
        worker.join()


@concurrent
def workers_that_run_commands():
    workers = [
        started(fork, subprocess.run, say("A")),
        started(fork, subprocess.run, say("B")),
    ]
    for worker in workers:
        worker.join()


@concurrent
def workers_that_are_joined_in_reverse():
    workers = [started(fork), started(fork, B), started(fork, late, "other")]
    for worker in reversed(workers):
        worker.join()


@concurrent
def alarm_of_an_interval():
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
    pid = child(A)
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    signal.sigwait([signal.SIGALRM])
    B()
    wait_for(pid)


@concurrent
def select_of_nothing():
    pid = child(A)
    select.select([], [], [], 0.02)
    B()
    wait_for(pid)


@concurrent
def handler_of_an_alarm():
    signal.signal(signal.SIGALRM, lambda *_: None)
    pid = child(A)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    signal.pause()
    B()
    wait_for(pid)


@choice("non_blocking", "AB BA")
def start_behind_an_end_spawn():
    # It polls the first worker, and has most likely reaped it.
    one = started(spawn)
    time.sleep(0.5)
    other = started(spawn, B)
    one.join()
    other.join()


@choice("non_blocking", "AB BA")
def start_behind_an_end_forkserver():
    one = started(forkserver)
    time.sleep(0.5)
    other = started(forkserver, B)
    one.join()
    other.join()


@choice("non_blocking", "AB BA")
def command_that_nobody_waited_for():
    # The next Popen() polls it, and has most likely reaped it.
    subprocess.Popen(say("A"))
    time.sleep(0.3)
    subprocess.run(say("B"), check=True)


@choice("which_child", "AB BA")
def waited_for_in_a_loop_of_any():
    pids = {child(A), child(lambda: late("other"))}
    pid, _ = os.wait()
    B()
    wait_for(*(pids - {pid}))


@choice("which_ready", "AB")
def sentinels_until_none_is_left():
    workers = {worker.sentinel: worker for worker in (started(fork), started(fork, late, "other"))}
    while workers:
        for ready in wait([*workers]):
            workers.pop(ready).join()
    B()


@choice("which_ready", "AB BA")
def connection_or_sentinel():
    here, there = fork.Pipe()
    one, other = started(fork), started(fork, send_later, there)  # late("send")
    wait([one.sentinel, here])
    B()
    one.join()
    other.join()


def send_later(end):
    late("send")
    end.send("x")


@choice("timed", "yAB nAB nBA")
def communicate_with_a_timeout():
    text = f"{say('A')[2]}; {pause('end')}exit"  # late("end")
    one = subprocess.Popen(["sh", "-c", text], stdin=subprocess.PIPE)
    try:
        one.communicate(timeout=0.06)
        answer(True)
    except subprocess.TimeoutExpired:
        answer(False)
    B()
    one.wait()
    one.stdin.close()


@choice("which_child", "AB")
def reaped_in_a_loop():
    pids = {child(A), child(lambda: late("other"))}
    while pids:
        pids.discard(os.waitpid(-1, os.WNOHANG)[0])
        time.sleep(0.001)
    B()


@choice("how_much", "AB BA")
def read_as_much_as_there_is():
    out, into = os.pipe()
    pid = child(lambda: (os.write(into, b"x"), A(), os.write(into, b"y")))
    late("read")
    os.read(out, 100)
    B()
    wait_for(pid)


@choice("not_yet", "yAB nAB nBA")
def looks_for_a_file():
    path = f"{os.environ['FOLDER']}/file"
    pid = child(A, lambda: late("make"), lambda: open(path, "w").close())  # late("make")
    late("look")
    answer(os.path.exists(path))
    B()
    wait_for(pid)


@choice("clock", "yAB nAB nBA")
def branches_on_the_clock():
    start = time.monotonic()
    pid = child(A)
    late("look")
    if answer(time.monotonic() - start > 0.05):
        wait_for(pid)
        B()
    else:
        B()
        wait_for(pid)


if __name__ == "__main__":
    run(globals())
