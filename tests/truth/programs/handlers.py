"""Handlers in Python and in a shell, most of which only take a note: the rest is done later."""

import os
import select
import signal
import socket
import sys
import time

from frame import A, B, answer, choice, concurrent, late, run
from ordinary import say
from subprocesses import pause

noted = []


def note(number, _frame):
    noted.append(number)


def child(*acts):
    pid = os.fork()
    if pid == 0:
        for act in acts:
            act()
        os._exit(0)
    return pid


def tell(number=signal.SIGUSR1):
    late("kill")
    os.kill(os.getppid(), number)


def compute(seconds=0.05):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


@choice("interrupted", "AB BA")
def noted_while_it_computes():
    signal.signal(signal.SIGUSR1, note)
    child(A, tell)  # late("kill")
    compute()
    B()
    os.wait()


@choice("interrupted", "yAB nAB nBA")
def noted_and_looked_at():
    signal.signal(signal.SIGUSR1, note)
    child(A, tell)  # late("kill")
    compute()
    answer(noted)
    B()
    os.wait()


@choice("interrupted", "AB")
def noted_at_last():
    signal.signal(signal.SIGUSR1, note)
    child(A, tell)  # late("kill")
    while not noted:
        time.sleep(0.001)
    B()
    os.wait()


@concurrent
def noted_behind_the_line():
    signal.signal(signal.SIGUSR1, note)
    child(tell, B)
    A()
    compute()
    os.wait()


@choice("interrupted", "AB BA")
def noted_in_a_wait():
    # The wait goes on behind it.
    signal.signal(signal.SIGUSR1, note)
    child(A, tell)  # late("kill")
    other = child(compute)
    os.waitpid(other, 0)
    B()
    os.wait()


@choice("interrupted", "AB BA")
def noted_in_a_read():
    out, into = os.pipe()
    signal.signal(signal.SIGUSR1, note)
    child(A, tell)  # late("kill")
    child(compute, lambda: os.write(into, b"x"))
    os.read(out, 1)
    B()
    os.wait()
    os.wait()


@choice("interrupted", "AB BA")
def end_noted():
    signal.signal(signal.SIGCHLD, note)
    child(A)
    compute()
    B()
    os.wait()


@choice("interrupted", "AB BA")
def noted_between_two_lines():
    signal.signal(signal.SIGUSR1, note)
    child(A, tell)  # late("kill")
    os.write(2, b"")
    compute()
    os.write(2, b"")
    B()
    os.wait()


class Stop(Exception):
    pass


def stop(_number, _frame):
    raise Stop


@choice("interrupted", "AB")
def raised_in_a_sleep():
    signal.signal(signal.SIGUSR1, stop)
    try:
        child(A, tell)  # late("kill")
        time.sleep(30)
    except Stop:
        pass
    B()
    os.wait()


@choice("interrupted", "AB BA")
def raised_while_it_computes():
    signal.signal(signal.SIGUSR1, stop)
    try:
        child(A, tell)  # late("kill")
        compute()
        signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    except Stop:
        pass
    B()
    os.wait()


@choice("interrupted", "AB BA")
def tells_a_descriptor_as_well():
    here, there = socket.socketpair()
    there.setblocking(False)
    signal.signal(signal.SIGUSR1, B)
    signal.set_wakeup_fd(there.fileno())
    child(tell)  # late("kill")
    compute()
    A()
    compute()
    os.wait()


@choice("interrupted", "AB BA")
def second_signal():
    # What the first one comes after says nothing of the other.
    signal.signal(signal.SIGUSR1, note)
    signal.signal(signal.SIGUSR2, B)
    child(compute, lambda: tell(signal.SIGUSR2))
    A()
    os.waitpid(child(tell), 0)
    os.wait()


@choice("interrupted", "AB")
def woken_by_a_descriptor():
    here, there = socket.socketpair()
    there.setblocking(False)
    signal.signal(signal.SIGUSR1, note)
    signal.set_wakeup_fd(there.fileno())
    child(A, tell)  # late("kill")
    select.select([here], [], [])
    B()
    os.wait()


@choice("interrupted", "AB BA")
def handled_by_a_python_without_assertions():
    # A(), late("kill"), B(): as tells_a_descriptor_as_well has them.
    row = tells_a_descriptor_as_well.__name__
    os.execv(sys.executable, [sys.executable, "-O", "-S", __file__, row, *sys.argv[2:]])


@choice("interrupted", "AB BA")
def handled_by_perl():
    pause = f"select(undef, undef, undef, {int(os.environ['LATE']) / 1000})"
    text = f"""
        sub late {{ my $point = shift; if (grep {{ $_ eq $point }} @ARGV) {{ {pause} }} }}
        sub line {{ late($_[0]); syswrite(STDOUT, "$_[0]\n") }}
        $SIG{{USR1}} = sub {{ line("B") }};
        my $parent = $$;
        if (fork == 0) {{ late("kill"); kill(USR1 => $parent); exit }}
        $i++ while $i < 500000;
        line("A");
        $i++ while $i < 1000000;
        wait;
    """  # late("kill")
    os.execvp("perl", ["perl", "-e", text, *sys.argv[2:]])


def shell(text):
    os.execvp("sh", ["sh", "-c", text])


def count(point):
    """A shell is late with what it counts: it makes no process of whose end a trap would tell."""
    if point not in sys.argv[2:]:
        return ""
    return f"n=0; while [ $n -lt {1000 * int(os.environ['LATE'])} ]; do n=$((n + 1)); done; "


@choice("trap", "AB")
def trap_prints():
    shell(f"trap {say('B')[2]!r} USR1; ({say('A')[2]}; kill -USR1 $$) & wait; wait")


@choice("trap", "AB BA")
def trap_takes_a_note():
    shell(f"trap n=1 USR1; ({say('A')[2]}; kill -USR1 $$) & sleep 0.05; {say('B')[2]}; wait; wait")


@choice("trap", "yAB nAB nBA")
def trap_takes_a_note_that_is_looked_at():
    look = "if [ $n ]; then echo y; else echo n; fi"
    a = say("A")[2]
    shell(f"trap n=1 USR1; ({a}; kill -USR1 $$) & sleep 0.05; {look}; {say('B')[2]}; wait; wait")


@concurrent
def trap_takes_a_note_behind_the_line():
    shell(f"trap n=1 USR1; (kill -USR1 $$; {say('B')[2]}) & {say('A')[2]}; wait; wait")


@choice("trap", "AB BA")
def trap_of_an_end():
    shell(f"trap n=1 CHLD; ({say('A')[2]}) & sleep 0.05; {say('B')[2]}; wait")


@choice("trap", "AB BA")
def trap_of_an_end_beside_the_line():
    shell(f"trap 'echo B' CHLD; ({pause('end')}:) & {count('A')}echo A; wait; wait")  # late("end")


@choice("trap", "AB BA")
def trap_of_an_end_in_a_script():
    # The shell reads what it is to do from its standard input: nobody knows that before it does.
    r, w = os.pipe()
    os.write(w, f"trap 'echo B' CHLD; ({pause('end')}:) & {count('A')}echo A; wait; wait\n".encode())  # late("end")
    os.close(w)
    os.dup2(r, 0)
    os.execvp("sh", ["sh"])


def tells(into):
    """A handler that writes into a pipe."""
    return lambda *_: os.write(into, b"x")


@choice("interrupted", "AB BA")
def passed_on_through_a_pipe():
    out, into = os.pipe()
    signal.signal(signal.SIGUSR1, tells(into))
    child(lambda: os.read(out, 1), B)
    child(tell)  # late("kill")
    compute()
    A()
    compute()
    os.wait()
    os.wait()


@choice("interrupted", "AB BA")
def passed_on_by_a_signal():
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])
    pid = child(lambda: signal.sigwait([signal.SIGUSR2]), B)
    signal.signal(signal.SIGUSR1, lambda *_: os.kill(pid, signal.SIGUSR2))
    child(tell)  # late("kill")
    compute()
    A()
    compute()
    os.wait()
    os.wait()


@choice("interrupted", "AB BA")
def passed_on_to_a_child():
    signal.signal(signal.SIGUSR1, lambda *_: child(B))
    child(tell)  # late("kill")
    compute()
    A()
    compute()
    os.wait()
    os.wait()


@choice("interrupted", "AB BA")
def handler_behind_a_read():
    # It runs wherever its thread is, so also while that reads.
    out, into = os.pipe()
    signal.signal(signal.SIGUSR1, B)
    pids = child(A, lambda: os.write(into, b"x")), child(tell)  # late("kill")
    os.read(out, 1)
    compute()
    for pid in pids:
        os.waitpid(pid, 0)


@choice("interrupted", "AB BA")
def handler_behind_a_wait():
    signal.signal(signal.SIGUSR1, B)
    pid = child(A)
    child(tell)  # late("kill")
    os.waitpid(pid, 0)
    compute()
    os.wait()


@choice("trap", "AB BA")
def trap_beside_the_line():
    # The trap is run between two commands, wherever that is.
    a, b = say("A")[2], say("B")[2]
    shell(f"trap {b!r} USR1; ({pause('kill')}kill -USR1 $$) & {a}; wait; wait")  # late("kill")


@choice("trap", "AB BA")
def trap_beside_a_command():
    a, b = say("A")[2], say("B")[2]
    here, kill = count("command"), f"{pause('kill')}kill -USR1 $$"  # late("command"), late("kill")
    shell(f"trap {b!r} USR1; ({kill}) & {here}({a}); wait; wait")


if __name__ == "__main__":
    run(globals())
