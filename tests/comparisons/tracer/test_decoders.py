"""What the tracer finds out about each kind of call, in recordings of programs that make them."""

import os
import re
import signal
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
from joinscope.recording.recording import Recording, read
from joinscope.recording.records import (
    AcceptArguments,
    AddressArguments,
    AddressResults,
    Arguments,
    ChangeArguments,
    CloseRangeArguments,
    ControlArguments,
    CounterArguments,
    CreateArguments,
    Creation,
    DescriptorFlagsArguments,
    DescriptorResults,
    Descriptors,
    Enter,
    ExecArguments,
    ExitArguments,
    Exiting,
    KeyArguments,
    KeyResults,
    KillArguments,
    Leave,
    LockArguments,
    MayArguments,
    MemoryArguments,
    MessageResults,
    NotifyArguments,
    OpenArguments,
    OptionArguments,
    OutputResults,
    PairResults,
    PendingArguments,
    PendingResults,
    PidfdArguments,
    PipeArguments,
    PollArguments,
    PollResults,
    ReadArguments,
    ReceiveArguments,
    Record,
    Results,
    SemaphoreArguments,
    SemaphoreOperation,
    SendArguments,
    ShutdownArguments,
    Signal,
    Signalfd,
    SignalReturnArguments,
    SignalsResults,
    SignalWaitArguments,
    SleepArguments,
    SocketArguments,
    SocketpairArguments,
    Stop,
    Termination,
    TimerArguments,
    TransferArguments,
    WaitArguments,
    WaitResults,
    WriteArguments,
)

# A signal that waits to be taken, and a descriptor that tells of it.
PENDING = """
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
os.kill(os.getpid(), signal.SIGUSR1)
"""
SIGNALFD = """
fd = libc.signalfd(-1, struct.pack("Q120x", 1 << signal.SIGUSR1 - 1), os.O_NONBLOCK)
"""
# A thread with descriptors of its own (CLONE_FILES), of which one is another pipe than elsewhere.
OWN_TABLE = """
import threading
def writes():
    libc.unshare(0x400)
    os.dup2(os.pipe()[1], w)
    os.write(w, bytes(5000))
thread = threading.Thread(target=writes)
thread.start()
thread.join()
"""
# Queues, of which the first is removed at the end of a program, and the other has no name.
QUEUE = """
import atexit
queue = libc.msgget(0, 0o600)
atexit.register(lambda: libc.msgctl(queue, 0, None))
"""
MQ = """
name = f"/joinscope-{os.getpid()}".encode()
mq = libc.mq_open(name, os.O_CREAT | os.O_RDWR, 0o600, struct.pack("8l", 0, 2, 8, *[0] * 5))
libc.mq_unlink(name)
"""
PRELUDE = """
import ctypes, fcntl, mmap, os, select, signal, socket, struct, sys, time
libc = ctypes.CDLL(None, use_errno=True)
r, w = os.pipe()
one, two = socket.socketpair()

def child(function=lambda: None):
    pid = os.fork()
    if pid == 0:
        function()
        os._exit(7)
    return pid

def times(seconds, nanoseconds):
    return struct.pack("ll", seconds, nanoseconds)

copy = os.copy_file_range

def stopped():
    return child(lambda: os.kill(os.getpid(), signal.SIGSTOP))

def raw(name, *arguments):
    getattr(libc, name)(*arguments)
"""


class Records(list[Record]):
    """Follows a recording and keeps its records."""

    add = list.append


Tracing = Callable[[str], Records]


@pytest.fixture
def trace(record: Callable[..., Recording], tmp_path: Path) -> Tracing:
    """Record a program in Python, which has a pipe and a pair of sockets."""

    def run(code: str) -> Records:
        recording = record([sys.executable, "-S", "-I", "-c", PRELUDE + textwrap.dedent(code)])
        assert recording.complete
        records = Records()
        read(tmp_path / "recording.jsonl", records)
        return records

    return run


def plain(value: Any) -> Any:
    """A value in which numbers of pipes and sockets are left out, and the folder of a file."""
    if isinstance(value, str):
        return re.sub(r":\[\d+\]$", "", value).rpartition("/tmp-")[2]
    return value


def same(found: Any, expected: Any) -> bool:
    """Whether two structs have the same fields; ... in the expected one matches anything."""
    fields = type(expected).__struct_fields__
    return type(found) is type(expected) and all(
        getattr(expected, name) in (..., plain(getattr(found, name))) for name in fields
    )


def last(records: Records, call: str) -> tuple[Arguments, Leave | None]:
    """The last call of this name in the program's first process, and what it answered.

    What Python calls poll() is ppoll from 3.15 on.
    """
    names = {call, "ppoll"} if call == "poll" else {call}
    root = next(each.pid for each in records if isinstance(each, Creation))
    calls = [each for each in records if isinstance(each, Enter | Leave) and each.pid == root]
    mine = [each for each in calls if each.call in names]
    enter = [each for each in mine if isinstance(each, Enter)][-1]
    behind = mine[mine.index(enter) + 1 :]
    return enter.arguments, next((each for each in behind if isinstance(each, Leave)), None)


PIPE, SOCKET = "pipe", "socket"
ANY: Any = ...
X86 = "# x86-64\n"  # a system call by its number there

GIVEN: list[tuple[str, str, Arguments]] = [
    ("os.close(w); os.read(r, 0)", "read", ReadArguments(ANY, PIPE, 0, ())),
    ("os.close(w); os.read(r, 12)", "read", ReadArguments(ANY, PIPE, 12, ())),
    (
        "os.close(w); os.readv(r, [bytearray(3), bytearray(4)])",
        "readv",
        ReadArguments(ANY, PIPE, 7, ()),
    ),
    (
        "os.write(w, b'x'); raw('readv', r, None, 5)",
        "readv",
        ReadArguments(ANY, PIPE, None, ()),  # it cannot be read: the call fails with EFAULT
    ),
    (
        "two.send(b'x'); one.recv(8, socket.MSG_PEEK | socket.MSG_DONTWAIT)",
        "recvfrom",
        ReadArguments(ANY, SOCKET, 8, ("MSG_PEEK", "MSG_DONTWAIT")),
    ),
    (
        "two.send(b'x'); one.recvmsg_into([bytearray(3), bytearray(4)], 0, socket.MSG_TRUNC)",
        "recvmsg",
        ReadArguments(ANY, SOCKET, 7, ("MSG_TRUNC",)),
    ),
    (
        "raw('recvmmsg', one.fileno(), bytes(192), 3, socket.MSG_DONTWAIT, None)",
        "recvmmsg",
        ReadArguments(ANY, SOCKET, None, ("MSG_DONTWAIT",), 3),
    ),
    ("os.write(w, b'12345')", "write", WriteArguments(ANY, PIPE, 5, ())),
    ("os.write(w, bytes(5000))", "write", WriteArguments(ANY, PIPE, 5000, (), room=65536)),
    (
        "fcntl.fcntl(w, 1031, 8192); os.writev(w, [bytes(5000)])",  # F_SETPIPE_SZ
        "writev",
        WriteArguments(ANY, PIPE, 5000, (), room=8192),
    ),
    (OWN_TABLE, "write", WriteArguments(ANY, PIPE, 5000, ())),
    (
        "os.eventfd_write(os.eventfd(0), 7)",
        "write",
        WriteArguments(ANY, ANY, 8, (), value=7),
    ),
    (
        "os.eventfd(5, os.EFD_SEMAPHORE | os.EFD_NONBLOCK)",
        "eventfd2",
        CounterArguments(5, ("EFD_SEMAPHORE", "EFD_NONBLOCK")),
    ),
    ("os.writev(w, [b'12', b'', b'345'])", "writev", WriteArguments(ANY, PIPE, 5, ())),
    ("os.writev(w, [b'x'] * 100)", "writev", WriteArguments(ANY, PIPE, 100, ())),
    (
        "one.send(b'123', socket.MSG_NOSIGNAL)",
        "sendto",
        WriteArguments(ANY, SOCKET, 3, ("MSG_NOSIGNAL",)),
    ),
    (
        "one.sendmsg([b'12', b'3'], [], socket.MSG_MORE)",
        "sendmsg",
        WriteArguments(ANY, SOCKET, 3, ("MSG_MORE",)),
    ),
    (
        "raw('sendmmsg', one.fileno(), bytes(128), 2, 0)",
        "sendmmsg",
        WriteArguments(ANY, SOCKET, 0, (), 2),
    ),
    (
        "raw('vmsplice', w, struct.pack('Pn', id(b''), 2), 1, 0)",
        "vmsplice",
        WriteArguments(ANY, PIPE, 2, ()),
    ),
    (
        "os.write(w, b'x'); os.splice(r, one.fileno(), 8)",
        "splice",
        TransferArguments(ANY, SOCKET, ANY, PIPE, 8),
    ),
    (
        "os.write(w, b'x'); raw('tee', r, os.pipe()[1], 9, 0)",
        "tee",
        TransferArguments(ANY, PIPE, ANY, PIPE, 9),
    ),
    (
        "f = open('tmp-from', 'w+b'); os.sendfile(w, f.fileno(), 0, 10)",
        "sendfile",
        TransferArguments(ANY, PIPE, ANY, "from", 10),
    ),
    (
        "f, g = open('tmp-from', 'w+b'), open('tmp-to', 'wb'); copy(f.fileno(), g.fileno(), 11)",
        "copy_file_range",
        TransferArguments(ANY, "to", ANY, "from", 11),
    ),
    ("socket.socketpair()", "socketpair", SocketpairArguments("AF_UNIX", "SOCK_STREAM")),
    (
        "socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET | socket.SOCK_NONBLOCK)",
        "socketpair",
        SocketpairArguments("AF_UNIX", "SOCK_SEQPACKET", nonblocking=True),
    ),
    (
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
        "socket",
        SocketArguments("AF_INET", "SOCK_DGRAM"),
    ),
    ("raw('socket', 77, 9, 0)", "socket", SocketArguments(None, None)),
    ("one.shutdown(socket.SHUT_RD)", "shutdown", ShutdownArguments(ANY, SOCKET, "SHUT_RD")),
    ("one.shutdown(socket.SHUT_WR)", "shutdown", ShutdownArguments(ANY, SOCKET, "SHUT_WR")),
    ("one.shutdown(socket.SHUT_RDWR)", "shutdown", ShutdownArguments(ANY, SOCKET, "SHUT_RDWR")),
    ("raw('shutdown', one.fileno(), 7)", "shutdown", ShutdownArguments(ANY, SOCKET, None)),
    (
        "s = socket.socket(); s.bind(('127.0.0.1', 0))",
        "bind",
        AddressArguments(ANY, SOCKET, "127.0.0.1", 0),
    ),
    (
        "s = socket.socket(socket.AF_UNIX); s.connect_ex(b'\\0abstract')",
        "connect",
        AddressArguments(ANY, SOCKET, "@abstract"),
    ),
    ("s = socket.socket(); s.listen()", "listen", AcceptArguments(ANY, SOCKET, 128)),
    ("select.poll().poll(0)", "poll", PollArguments(0, watched=0)),
    ("select.poll().poll(10)", "poll", PollArguments(10_000_000, watched=0)),
    ("p = select.poll(); p.register(w); p.poll()", "poll", PollArguments(-1, watched=1)),
    ("select.select([], [w], [])", "pselect6", PollArguments(-1, watched=1)),
    ("select.select([], [w], [], 1.5)", "pselect6", PollArguments(1_500_000_000, watched=1)),
    (
        f"{X86}raw('syscall', 23, 0, None, None, None, times(0, 8))",
        "select",
        PollArguments(8000, watched=0),
    ),
    ("raw('ppoll', None, 0, times(0, 5), None)", "ppoll", PollArguments(5, watched=0)),
    (
        f"{X86}raw('syscall', 271, None, 0, 1, None)",
        "ppoll",
        PollArguments(None, watched=0),
    ),  # nothing there
    (
        "raw('pselect', 0, None, None, None, times(0, 6), None)",
        "pselect6",
        PollArguments(6, watched=0),
    ),
    (
        "e = select.epoll(); e.register(w, select.EPOLLOUT); e.poll()",
        "epoll_wait",
        PollArguments(-1, ANY, "anon_inode:[eventpoll]", 1),
    ),
    (
        "select.epoll().poll(0.001)",
        "epoll_wait",
        PollArguments(1_000_000, ANY, "anon_inode:[eventpoll]", 0),
    ),
    ("os.waitpid(child(), 0)", "wait4", WaitArguments("P_PID", ANY, ANY, ())),
    (
        "child(); os.waitpid(-1, os.WUNTRACED)",
        "wait4",
        WaitArguments("P_ALL", 0, None, ("WUNTRACED",)),
    ),
    ("child(); os.waitpid(0, 0)", "wait4", WaitArguments("P_PGID", 0, None, ())),
    (
        "raw('wait4', -5, None, os.WNOHANG, None)",
        "wait4",
        WaitArguments("P_PGID", 5, None, ("WNOHANG",)),
    ),
    (
        "child(); os.waitid(os.P_ALL, 0, os.WEXITED)",
        "waitid",
        WaitArguments("P_ALL", 0, None, ("WEXITED",)),
    ),
    (
        f"{X86}raw('syscall', 247, 9, 1, None, 4, None)",
        "waitid",
        WaitArguments(None, 1, None, ("WEXITED",)),
    ),
    ("os.kill(os.getpid(), 0)", "kill", KillArguments(ANY, 0)),
    ("os.pidfd_open(1)", "pidfd_open", PidfdArguments(1)),
    (
        f"{PENDING}signal.sigwait([signal.SIGUSR1])",
        "rt_sigtimedwait",
        SignalWaitArguments((signal.SIGUSR1,), -1),
    ),
    ("signal.sigtimedwait([2, 3], 0.5)", "rt_sigtimedwait", SignalWaitArguments((2, 3), 500000000)),
    (
        f"{PENDING}signal.signal(signal.SIGUSR1, print); raw('sigsuspend', bytes(128))",
        "rt_sigsuspend",
        SignalWaitArguments((signal.SIGINT, signal.SIGUSR1), -1),
    ),
    ("signal.sigpending()", "rt_sigpending", PendingArguments()),
    (
        "signal.signal(10, print); signal.raise_signal(10)",
        "rt_sigreturn",
        SignalReturnArguments(),
    ),
    (
        f"{PENDING}{SIGNALFD}os.read(fd, 128)",
        "read",
        ReadArguments(
            ANY,
            ANY,
            128,
            (),
            signalfd=Signalfd((signal.SIGUSR1,), nonblocking=True),
            nonblocking=True,
        ),
    ),
    ("time.sleep(0.25)", "clock_nanosleep", SleepArguments(ANY, until=True)),
    (
        "raw('clock_nanosleep', 1, 0, times(0, 7), None)",
        "clock_nanosleep",
        SleepArguments(7, until=False),
    ),
    (
        "raw('msgget', 0, 0o1600)",
        "msgget",
        KeyArguments(("IPC_CREAT",), key=0),
    ),
    (
        f"{QUEUE}raw('msgsnd', queue, struct.pack('l', 7), 0, 0o4000)",
        "msgsnd",
        SendArguments(ANY, 0, ("IPC_NOWAIT",), 0, 7),
    ),
    (
        f"{QUEUE}raw('msgrcv', queue, bytes(16), 8, -3, 0o14000)",
        "msgrcv",
        ReceiveArguments(ANY, 8, ("IPC_NOWAIT", "MSG_NOERROR"), 0, -3),
    ),
    (f"{QUEUE}raw('msgctl', queue, 0, None)", "msgctl", ControlArguments(ANY, "IPC_RMID")),
    (
        "raw('semctl', libc.semget(0, 1, 0o600), 0, 16, 5)",
        "semctl",
        ControlArguments(ANY, "SETVAL", 0, 5),
    ),
    (
        "raw('semtimedop', libc.semget(0, 1, 0o600), struct.pack('Hhh', 0, -1, 0), 1, times(0, 7))",
        "semtimedop",
        SemaphoreArguments(ANY, (SemaphoreOperation(0, -1, ()),), 7),
    ),
    (
        "raw('mq_open', b'/no-such-queue', os.O_RDONLY)",
        "mq_open",
        KeyArguments((), path="no-such-queue"),
    ),
    (
        f"{MQ}raw('mq_send', mq, b'x', 1, 5)",
        "mq_timedsend",
        SendArguments("mqueue", 1, (), -1, 5, ANY),
    ),
    (
        f"{MQ}raw('mq_notify', mq, struct.pack('Pii48x', 0, 10, 0))",
        "mq_notify",
        NotifyArguments("mqueue", 10, ANY),
    ),
    (
        "fcntl.fcntl(r, fcntl.F_SETFD, 0)",
        "fcntl",
        DescriptorFlagsArguments(ANY, PIPE, cloexec=False),
    ),
    (
        "fcntl.fcntl(r, fcntl.F_SETFD, 1)",
        "fcntl",
        DescriptorFlagsArguments(ANY, PIPE, cloexec=True),
    ),
    ("f = open('tmp-a', 'w'); fcntl.lockf(f, fcntl.LOCK_EX)", "fcntl", LockArguments(ANY, "a")),
    ("f = open('tmp-a', 'w'); fcntl.flock(f, fcntl.LOCK_EX)", "flock", LockArguments(ANY, "a")),
    ("open('tmp-a', 'w')", "openat", OpenArguments("tmp-a", creates=True)),
    ("raw('open', 1, 1)", "openat", OpenArguments(None)),
    (
        "os.mkfifo('tmp-a'); os.open('tmp-a', os.O_RDWR | os.O_NONBLOCK)",
        "openat",
        OpenArguments("tmp-a", ANY),
    ),
    ("os.pipe2(os.O_DIRECT)", "pipe2", PipeArguments(("O_DIRECT",))),
    ("signal.setitimer(signal.ITIMER_REAL, 9)", "setitimer", TimerArguments()),
    ("os.mkdir('d', dir_fd=os.open('.', 0))", "mkdirat", ChangeArguments(("d",))),
    (
        "open('tmp-a', 'w'); f = os.open('.', 0); os.link('tmp-a', 'b', dst_dir_fd=f)",
        "linkat",
        ChangeArguments(("tmp-a", "b")),
    ),
    ("open('tmp-a', 'w').truncate(9)", "ftruncate", ChangeArguments((), ANY, "a")),
    ("os.getppid()", "getppid", MayArguments("parent")),
    ("raw('syscall', 1000)", "unknown", MayArguments("unknown_call", number=1000)),
    (
        "import array; fcntl.ioctl(r, 0x541b, array.array('i', [0]))",
        "ioctl",
        MayArguments("device", ANY, PIPE),
    ),
    ("os.closerange(90, 96)", "close_range", CloseRangeArguments(90, 95, ())),
    ("mmap.mmap(-1, 4096)", "mmap", MemoryArguments(None, None, writes=True)),
    (
        "f = open('tmp-a', 'w+b'); f.truncate(9); mmap.mmap(f.fileno(), 9)",
        "mmap",
        MemoryArguments(ANY, "a", writes=True),
    ),
    (
        "os.fork() or os._exit(0)",
        "clone",
        CreateArguments(("CLONE_CHILD_CLEARTID", "CLONE_CHILD_SETTID"), "SIGCHLD"),
    ),
    (f"{X86}libc.syscall(57) or os._exit(0)", "fork", CreateArguments((), "SIGCHLD")),
    (f"{X86}libc.syscall(56, 0, 0, 0, 0, 0) or os._exit(0)", "clone", CreateArguments((), None)),
    ("raw('execv', b'/no/such', None)", "execve", ExecArguments("/no/such")),
    ("os.set_blocking(r, False)", "ioctl", OptionArguments(ANY, PIPE, "O_NONBLOCK", 1)),
    (
        "fcntl.fcntl(w, fcntl.F_SETFL, os.O_WRONLY | os.O_NONBLOCK)",
        "fcntl",
        OptionArguments(ANY, PIPE, "O_NONBLOCK", 1),
    ),
    (
        "fcntl.fcntl(w, 1031, 1 << 20)",  # F_SETPIPE_SZ
        "fcntl",
        OptionArguments(ANY, PIPE, "F_SETPIPE_SZ", 1 << 20),
    ),
    (
        "one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack('ll', 2, 7))",
        "setsockopt",
        OptionArguments(ANY, SOCKET, "SO_RCVTIMEO", 2_000_007_000),
    ),
    (
        "one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 5000)",
        "setsockopt",
        OptionArguments(ANY, SOCKET, "SO_SNDBUF", 5000),
    ),
    (
        "raw('splice', r, None, w, None, 1, 2)",
        "splice",
        TransferArguments(ANY, PIPE, ANY, PIPE, 1, ("SPLICE_F_NONBLOCK",)),
    ),
    (
        "x = b'x'; raw('vmsplice', r, struct.pack('Pn', id(x) + 32, 1), 1, 2)",
        "vmsplice",
        ReadArguments(ANY, PIPE, 1, (), nonblocking=True),  # out of the pipe
    ),
    (
        "socket.send_fds(one, [b'abc'], [7, 8])",
        "sendmsg",
        WriteArguments(ANY, SOCKET, 3, (), passed=(7, 8)),
    ),
    (
        "p = select.poll(); p.register(r); p.register(w); p.poll(0)",
        "poll",
        PollArguments(0, watched=2, fds=ANY),
    ),
    (
        "e = select.epoll(); e.register(r); e.register(one); e.poll(0)",
        "epoll_wait",
        PollArguments(0, ANY, ANY, watched=2, fds=ANY),
    ),
    ("os._exit(3)", "exit_group", ExitArguments(3)),
]


@pytest.mark.parametrize(("code", "call", "expected"), GIVEN, ids=[each[0] for each in GIVEN])
def test_what_a_call_is_given(
    code: str,
    call: str,
    expected: Arguments,
    trace: Tracing,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The arguments of each kind of call, as the program gave them."""
    if code.startswith(X86) and os.uname().machine != "x86_64":
        pytest.skip("the number of a system call is that of another machine")
    monkeypatch.chdir(tmp_path)
    found, _ = last(trace(code), call)
    assert same(found, expected), f"{found} is not {expected}"


ANSWERED: list[tuple[str, str, Results | None]] = [
    (
        f"{PENDING}raw('sigwaitinfo', struct.pack('Q120x', 1 << 9), bytes(128))",
        "rt_sigtimedwait",
        SignalsResults(ANY),
    ),
    (f"{PENDING}signal.sigpending()", "rt_sigpending", PendingResults((signal.SIGUSR1,))),
    (QUEUE, "msgget", KeyResults(ANY, (0,), ANY)),
    ("libc.semctl(libc.semget(0, 2, 0o600), 0, 0)", "semget", KeyResults(ANY, (0, 0))),
    (MQ, "mq_open", KeyResults("mqueue", (0,), 2)),
    (
        f"""{QUEUE}libc.msgsnd(queue, struct.pack('l', 7), 0, 0)
raw('msgrcv', queue, bytes(9), 0, 0, 0)""",
        "msgrcv",
        MessageResults(7),
    ),
    (
        f"{MQ}libc.mq_send(mq, b'x', 1, 5); raw('mq_receive', mq, bytes(8), 8, None)",
        "mq_timedreceive",
        MessageResults(None),
    ),
    ("os.waitpid(child(), 0)", "wait4", WaitResults(ANY, reaped=True, status=7 << 8)),
    (
        "os.waitpid(child(lambda: os.kill(os.getpid(), 9)), 0)",
        "wait4",
        WaitResults(ANY, reaped=True, status=9),
    ),
    ("raw('wait4', child(), None, 0, None)", "wait4", WaitResults(ANY, reaped=True, status=None)),
    ("pid = child(signal.pause); os.waitpid(-1, os.WNOHANG); os.kill(pid, 9)", "wait4", None),
    (
        "pid = stopped(); os.waitpid(pid, os.WUNTRACED); os.kill(pid, 9)",
        "wait4",
        WaitResults(ANY, reaped=False, status=signal.SIGSTOP << 8 | 0x7F),
    ),
    (
        "os.waitid(os.P_PID, child(), os.WEXITED | os.WNOWAIT)",
        "waitid",
        WaitResults(ANY, reaped=False, status=7 << 8),
    ),
    (
        "os.waitid(os.P_PIDFD, os.pidfd_open(child()), os.WEXITED)",
        "waitid",
        WaitResults(ANY, reaped=True, status=7 << 8),
    ),
    (
        "pid = stopped(); os.waitid(os.P_PID, pid, os.WSTOPPED); os.kill(pid, 9)",
        "waitid",
        WaitResults(ANY, reaped=False, status=signal.SIGSTOP << 8 | 0x7F),
    ),
    (
        "raw('waitid', 1, child(), None, os.WEXITED)",
        "waitid",
        WaitResults(ANY, reaped=True, status=None),  # nobody has asked, but it can be no other
    ),
    (
        "raw('waitid', 0, child() * 0, None, os.WEXITED)",
        "waitid",
        WaitResults(None, reaped=False, status=None),  # of whom it tells nobody can know
    ),
    (
        "pid = child(signal.pause); os.waitid(1, pid, os.WEXITED | os.WNOHANG); os.kill(pid, 9)",
        "waitid",
        None,
    ),
    ("raw('dup', r)", "dup", DescriptorResults(ANY, PIPE, cloexec=False)),
    ("fcntl.fcntl(r, fcntl.F_DUPFD, 90)", "fcntl", DescriptorResults(90, PIPE, cloexec=False)),
    (
        "fcntl.fcntl(r, fcntl.F_DUPFD_CLOEXEC, 90)",
        "fcntl",
        DescriptorResults(90, PIPE, cloexec=True),
    ),
    (
        "raw('dup2', r, one.fileno())",
        "dup2",
        DescriptorResults(ANY, PIPE, cloexec=False, closed=SOCKET),
    ),
    ("raw('dup2', r, 90)", "dup2", DescriptorResults(90, PIPE, cloexec=False)),
    ("raw('dup2', r, r)", "dup2", DescriptorResults(ANY, PIPE, cloexec=False)),
    ("raw('dup2', 99, r)", "dup2", None),
    ("open('tmp-a', 'w')", "openat", DescriptorResults(ANY, "a", cloexec=True, mode="w")),
    (
        "os.open('tmp-a', os.O_RDWR | os.O_CREAT)",
        "openat",
        DescriptorResults(ANY, "a", cloexec=True, mode="rw"),
    ),
    (
        "raw('creat', b'tmp-a', 0o600)",
        "creat",
        DescriptorResults(ANY, "a", cloexec=False, mode="w"),
    ),
    ("os.pipe()", "pipe2", PairResults(ANY, ANY, cloexec=True)),
    ("socket.socketpair()", "socketpair", PairResults(ANY, ANY, cloexec=True)),
    ("socket.socket()", "socket", DescriptorResults(ANY, SOCKET, cloexec=True)),
    ("os.eventfd(0)", "eventfd2", DescriptorResults(ANY, ANY, cloexec=True)),
    ("os.eventfd(0, 0)", "eventfd2", DescriptorResults(ANY, ANY, cloexec=False)),
    (
        "os.pidfd_open(os.getpid())",
        "pidfd_open",
        DescriptorResults(ANY, "anon_inode:[pidfd]", cloexec=True),
    ),
    ("select.poll().poll(0)", "poll", PollResults(())),
    (
        "polls = select.poll(); polls.register(r, select.POLLIN); polls.poll(0)",
        "poll",
        PollResults((), ANY),
    ),
    ("raw('poll', None, -1, 1)", "poll", None),
    ("os.write(1, b'out')", "write", OutputResults("stdout", "out")),
    ("os.writev(1, [b'12', b'', b'345'])", "writev", OutputResults("stdout", "12345")),
    ("os.writev(1, [b'x', b'y'] * 500)", "writev", OutputResults("stdout", "xy" * 500)),
    ("os.write(w, b'not out')", "write", None),
    (
        "open('tmp-a', 'w').write('abcdef'); os.sendfile(1, os.open('tmp-a', 0), 2, 3)",
        "sendfile",
        OutputResults("stdout", "cde"),
    ),
    (
        "open('tmp-a', 'w').write('abcdef'); f = os.open('tmp-a', 0); os.sendfile(1, f, None, 3)",
        "sendfile",
        OutputResults("stdout", "abc"),
    ),
    (
        "os.write(w, b'abc'); raw('splice', r, None, 1, None, 3, 0)",
        "splice",
        OutputResults("stdout", "", lost=3),  # bytes of a pipe are in no memory
    ),
    ("s = socket.socket(socket.AF_UNIX); s.bind('')", "bind", AddressResults(ANY)),
    (
        """
s, c = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
s.bind('')
s.listen()
c.connect(s.getsockname())
s.accept()
""",
        "accept4",
        DescriptorResults(ANY, SOCKET, cloexec=True, peer=ANY),
    ),
]


@pytest.mark.parametrize(("code", "call", "expected"), ANSWERED, ids=[each[0] for each in ANSWERED])
def test_what_a_call_has_answered(
    code: str,
    call: str,
    expected: Results | None,
    trace: Tracing,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The results of each kind of call, as the kernel gave them."""
    monkeypatch.chdir(tmp_path)
    _, leave = last(trace(code), call)
    assert leave is not None
    if expected is None:
        assert leave.results is None
    else:
        assert same(leave.results, expected), f"{leave.results} is not {expected}"


def of(records: Records, kind: type) -> list[Any]:
    return [each for each in records if isinstance(each, kind)]


HANDLER = """
seen = []
for number in (signal.SIGUSR1, signal.SIGALRM):
    signal.signal(number, lambda *_: seen.append(1))

def wait():
    while not seen:
        pass
"""
TIMER = """
timer = ctypes.c_void_p()
raw("timer_create", 1, None, ctypes.byref(timer))
raw("timer_settime", timer, 0, times(0, 0) + times(0, 1), None)
wait()
"""
SIGNALS = [
    ("os.kill(os.getpid(), signal.SIGUSR1)", "SI_USER", "itself"),
    ("signal.raise_signal(signal.SIGUSR1)", "SI_TKILL", "itself"),
    ("raw('sigqueue', os.getpid(), signal.SIGUSR1, 0)", "SI_QUEUE", "itself"),
    ("signal.setitimer(signal.ITIMER_REAL, 1e-6); wait()", "SI_KERNEL", None),
    (TIMER, "SI_TIMER", None),
    ("os.waitpid(child(), 0)", "CLD_EXITED", "child"),
    ("os.waitpid(child(lambda: os.kill(os.getpid(), 9)), 0)", "CLD_KILLED", "child"),
    ("ctypes.string_at(1)", "SEGV_MAPERR", None),
]


@pytest.mark.parametrize(("code", "name", "sender"), SIGNALS, ids=[each[1] for each in SIGNALS])
def test_where_a_signal_comes_from(
    code: str, name: str, sender: str | None, trace: Tracing
) -> None:
    """The code says what has sent a signal; only some codes say that si_pid is a process."""
    records = trace(HANDLER + code)
    root, *children = [each.pid for each in of(records, Creation)]
    (found,) = [each for each in of(records, Signal) if each.pid == root]
    senders = {"itself": root, "child": children[0] if children else None, None: None}
    assert (found.code, found.sender) == (name, senders[sender])


def test_the_end_of_a_process_is_a_status_word(trace: Tracing) -> None:
    """As wait(2) has it: of an exit the status, of a kill the signal."""
    records = trace("os.waitpid(child(), 0); os.kill(os.getpid(), 9)")
    ends = [
        (type(each), each.status) for each in records if isinstance(each, Exiting | Termination)
    ]
    assert ends == [(Exiting, 7 << 8), (Termination, 7 << 8), (Exiting, 9), (Termination, 9)]


def test_a_stop_has_its_signal(trace: Tracing) -> None:
    """That which stops the process, which goes on by SIGCONT.

    SIGKILL would end it at once, and the stop with it, should the recorder not have seen it yet.
    """
    records = trace(
        """
        pid = child(lambda: os.kill(os.getpid(), signal.SIGSTOP))
        os.waitpid(pid, os.WUNTRACED)
        os.kill(pid, signal.SIGCONT)
        os.waitpid(pid, 0)
        """
    )
    assert [each.signal for each in of(records, Stop)] == ["SIGSTOP"]


def test_an_interrupted_sleep_goes_on_as_itself(trace: Tracing) -> None:
    """The kernel goes on by a call without arguments: the record has those of before."""
    records = trace(
        """
        pid = child(lambda: raw("nanosleep", times(0, 300_000_000), None))
        while open(f"/proc/{pid}/wchan").read() != "hrtimer_nanosleep":
            pass
        os.kill(pid, signal.SIGSTOP)
        os.waitpid(pid, os.WUNTRACED)
        os.kill(pid, signal.SIGCONT)
        os.waitpid(pid, 0)
        """
    )
    child = of(records, Creation)[1].pid
    made = [(each.call, each.arguments) for each in of(records, Enter) if each.pid == child]
    sleep = SleepArguments(300_000_000, until=False)
    assert made[:2] == [("clock_nanosleep", sleep), ("restart_syscall", sleep)]


def test_a_descriptor_that_is_received_is_in_the_table(trace: Tracing) -> None:
    """By recvmsg, which tells which it is, and by recvmmsg, also behind another control message."""
    records = trace(
        """
        socket.send_fds(one, [b"x"], [r])
        socket.recv_fds(two, 9, 4)
        two.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        socket.send_fds(one, [b"x"], [r])
        data, control = ctypes.create_string_buffer(9), ctypes.create_string_buffer(256)
        vector = struct.pack("Pn", ctypes.addressof(data), 9)
        vectors, controls = id(vector) + 32, ctypes.addressof(control)
        message = struct.pack("PiPnPniiI", 0, 0, vectors, 1, controls, 256, 0, 0, 0)
        raw("recvmmsg", two.fileno(), message, 1, 0, None)
        """
    )
    start, executed, some, whole = of(records, Descriptors)
    assert [each.received for each in (start, executed, some, whole)] == [False, False, True, False]
    (first, descriptor), *more = some.table.items()
    assert not more
    assert whole.table[first] == descriptor
    assert list(whole.table.values())[-1] == descriptor
    assert descriptor.object is not None
    assert descriptor.object.startswith("pipe:")


def test_what_a_program_does_without_it_would_have_no_test() -> None:
    """Each class of calls and of results is expected of a program above."""
    given = {type(each[2]) for each in GIVEN} | {CreateArguments}
    answered = {type(each[2]) for each in ANSWERED if each[2] is not None}
    assert {each.__name__ for each in get_args(Arguments)} - {each.__name__ for each in given} == {
        "CloseArguments",
        "DuplicateArguments",
        "FutexArguments",
        "LookupArguments",  # they are for a run of their own: see test_lookups.py
        "RestartArguments",
    }
    assert answered == set(get_args(Results))
