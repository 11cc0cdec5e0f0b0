"""subprocess, os.fork and their kin: other programs, started and waited for."""

import asyncio
import os
import select
import signal
import subprocess
import sys
import tempfile
import time

from frame import A, B, answer, before, choice, concurrent, late, run

def say(name):
    """A shell that prints a line, late if it shall be."""
    return ["sh", "-c", f"{pause(name)}echo {name}"]


def pause(point):
    return f"sleep {int(os.environ['LATE']) / 1000}; " if point in sys.argv[2:] else ""


@before
def run_waits():
    subprocess.run(say("A"), check=True)
    B()


@before
def call_waits():
    subprocess.call(say("A"))
    B()


@before
def popen_waits():
    with subprocess.Popen(say("A")):
        pass
    B()


@before
def popen_polled_until_it_ends():
    child = subprocess.Popen(say("A"))
    while child.poll() is None:
        time.sleep(0.001)
    B()


@before
def output_is_read():
    # The line goes to the terminal, the end of the output to us.
    copy = os.dup(1)
    child = subprocess.Popen([*say("A")[:2], say("A")[2] + f" >&{copy}"], stdout=subprocess.PIPE, pass_fds=[copy])
    child.stdout.read()
    B()
    child.wait()
    child.stdout.close()


@before
def communicate_waits():
    child = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    A()
    child.communicate(b"x")
    B()


@before
def input_is_given():
    child = subprocess.Popen(["sh", "-c", "read x; echo B"], stdin=subprocess.PIPE)
    A()
    child.communicate(b"x\n")


@before
def one_after_the_other():
    subprocess.run(say("A"), check=True)
    subprocess.run(say("B"), check=True)


@before
def os_system():
    os.system(say("A")[2])
    B()


@before
def os_spawn_waits():
    os.spawnvp(os.P_WAIT, "sh", say("A"))
    B()


@before
def os_popen_is_closed():
    os.popen(say("A")[2] + "; cat", "w").close()
    B()


@before
def shell_script():
    with tempfile.NamedTemporaryFile("w", suffix=".sh") as script:
        script.write(f"({say('A')[2]})\n{say('B')[2]}\n")
        script.flush()
        subprocess.run(["sh", script.name], check=True)


@before
def shell_waits():
    subprocess.run(f"({say('A')[2]}) & wait; echo B", shell=True, check=True)


@before
def shell_pipeline():
    subprocess.run(f"exec 3>&1; ({say('A')[2]} >&3; echo) | (read x; echo B)", shell=True, check=True)


@before
def fork_and_waitpid():
    pid = os.fork()
    if pid == 0:
        A()
        os._exit(0)
    os.waitpid(pid, 0)
    B()


@before
def fork_and_pipe():
    out, in_ = os.pipe()
    if os.fork() == 0:
        A()
        os.write(in_, b"x")
        os._exit(0)
    os.read(out, 1)
    B()


@before
def fork_and_end_of_file():
    out, in_ = os.pipe()
    if os.fork() == 0:
        A()
        os._exit(0)
    os.close(in_)
    os.read(out, 1)
    B()


@before
def fork_and_pidfd():
    pid = os.fork()
    if pid == 0:
        A()
        os._exit(0)
    select.select([os.pidfd_open(pid)], [], [])
    B()


@before
def fork_and_signal():
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
    parent = os.getpid()
    if os.fork() == 0:
        A()
        os.kill(parent, signal.SIGUSR1)
        os._exit(0)
    signal.sigwait([signal.SIGUSR1])
    B()


@before
def fork_and_sigchld_handler():
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    if os.fork() == 0:
        A()
        os._exit(0)
    signal.sigwaitinfo([signal.SIGCHLD])
    B()


@before
def posix_spawn_and_waitpid():
    pid = os.posix_spawnp("sh", say("A"), os.environ)
    os.waitpid(pid, 0)
    B()


@before
def forkpty_until_its_end():
    copy = os.dup(1)
    pid, terminal = os.forkpty()
    if pid == 0:
        late("A")
        os.write(copy, b"A\n")
        os._exit(0)
    os.waitpid(pid, 0)
    B()


@before
def killed_and_waited_for():
    out, in_ = os.pipe()
    child = subprocess.Popen([*say("A")[:2], say("A")[2] + f"; echo >&{in_}; exec sleep 9"], pass_fds=[in_])
    os.read(out, 1)
    child.kill()
    child.wait()
    B()


@before
def asyncio_subprocess():
    async def main():
        child = await asyncio.create_subprocess_exec(*say("A"))
        await child.wait()
        B()

    asyncio.run(main())


@concurrent
def two_popens():
    children = [subprocess.Popen(say("A")), subprocess.Popen(say("B"))]
    for child in children:
        child.wait()


@concurrent
def popen_and_line():
    child = subprocess.Popen(say("A"))
    B()
    child.wait()


@concurrent
def shell_in_the_background():
    subprocess.run(f"({say('A')[2]}) & {say('B')[2]}; wait", shell=True, check=True)


@concurrent
def fork_and_line():
    if os.fork() == 0:
        A()
        os._exit(0)
    B()
    os.wait()


@concurrent
def two_forks():
    for line in (A, B):
        if os.fork() == 0:
            line()
            os._exit(0)
    os.wait()
    os.wait()


@concurrent
def fork_and_sleep():
    if os.fork() == 0:
        A()
        os._exit(0)
    time.sleep(0.02)
    B()
    os.wait()


@concurrent
def two_posix_spawns():
    for name in ("A", "B"):
        os.posix_spawnp("sh", say(name), os.environ)
    os.wait()
    os.wait()


@concurrent
def output_of_the_other_is_read():
    one, other = subprocess.Popen(say("A")), subprocess.Popen(["true"], stdout=subprocess.PIPE)
    other.stdout.read()
    B()
    one.wait()
    other.wait()
    other.stdout.close()


@choice("which_child", "AB BA")
def os_wait_of_two():
    for line in (A, lambda: late("other")):
        if os.fork() == 0:
            line()
            os._exit(0)
    os.wait()
    B()
    os.wait()


@choice("which_child", "AB BA")
def os_wait_again_if_it_was_that_one():
    pids = []
    for line in (A, lambda: late("other")):
        pids.append(os.fork())
        if pids[-1] == 0:
            line()
            os._exit(0)
    if os.wait()[0] == pids[0]:
        os.wait()
    B()


@choice("timed", "yAB nAB nBA")
def wait_with_timeout():
    child = subprocess.Popen(["sh", "-c", f"{say('A')[2]}; {pause('end')}exit"])  # late("end")
    try:
        child.wait(0.06)
        answer(True)
    except subprocess.TimeoutExpired:
        answer(False)
    B()
    child.wait()


@choice("not_yet", "yAB nAB nBA")
def polled_once():
    child = subprocess.Popen(["sh", "-c", f"{say('A')[2]}; {pause('end')}exit"])  # late("end")
    late("look")
    answer(child.poll() is not None)
    B()
    child.wait()


if __name__ == "__main__":
    run(globals())
