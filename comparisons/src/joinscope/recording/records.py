"""The contract between recorders and everything that reads a recording: a type for each record.

A recording is a file of JSON Lines, one record a line, in the order in which the recorder saw them.
`event` tells which type a record has. A system call is two records: `enter`, written before the
kernel gets to do anything, and `leave`, written after it has answered. What a call was given and
what it answered depends on its class, so both are typed by it:

    {"event": "enter", "time": 17, "tid": 7, "pid": 7, "call": "read",
     "arguments": {"class": "read", "fd": 3, "object": "pipe:[91]", "count": 8, "flags": []}}
    {"event": "leave", "time": 21, "tid": 7, "pid": 7, "call": "read",
     "result": 8, "error": null}

Rules of the format, which the tracer (tracer/records/record.c) and the other recorders keep:

- A field is there in every record of its type, or has a default below, which then says what its
  absence means. What could not be read is null, which is no value of any other meaning: a rule that
  needs it has to do without, and can prove nothing.
- A reader refuses a field that it does not know.
- Times are CLOCK_MONOTONIC in ns, descriptors and PIDs those of the process that made the call.
- Text that comes from outside (paths, arguments, lines, notes) is bytes to the kernel, which may be
  no UTF-8: see byte_text.py.

The schema that is published, schema/recording-2.json, is generated from these types.
"""

import os
from functools import cache
from typing import Literal

import msgspec

from joinscope.vocabulary import Evidence, Stream

SCHEMA = "joinscope/recording/2"

How = Literal["start", "fork", "vfork", "clone", "thread"]
Limit = Literal[
    "deadline",
    "output",
    "processes",
    "memory",
    "signal",
    "survivors",
    "standstill",
    "interrupt",
]
ThreadState = Literal["R", "S", "D", "I", "T", "t", "Z", "X"]
Action = Literal["handle", "default", "ignore"]
Way = Literal[
    "another_process",
    "asynchronous_io",
    "clock",
    "descriptor_state",
    "device",
    "file",
    "foreign_architecture",
    "futex",
    "io_uring",
    "keyring",
    "machine",
    "message_queue",
    "mount",
    "namespace",
    "network",
    "page_cache",
    "parent",
    "process_group",
    "scheduling",
    "shared_memory",
    "space",
    "unknown_call",
]
Option = Literal[
    "F_SETPIPE_SZ",
    "O_NONBLOCK",
    "SO_PEEK_OFF",
    "SO_RCVLOWAT",
    "SO_RCVTIMEO",
    "SO_SNDBUF",
    "SO_SNDBUFFORCE",
    "SO_SNDTIMEO",
]
IdType = Literal["P_ALL", "P_PID", "P_PGID", "P_PIDFD"]
Mode = Literal["r", "w", "rw", ""]
Names = tuple[str, ...]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """Something within a record."""


class Descriptor(_Part, frozen=True):
    """An open descriptor: what it stands for, how it is open, and whether exec closes it.

    `object` is the kernel's name of it (/proc/PID/fd/N): `pipe:[91]`, `socket:[8]`, a path; None
    if it could not be read.
    """

    object: str | None
    mode: Mode
    cloexec: bool


class Ready(_Part, frozen=True):
    """A descriptor that poll, select or epoll has reported, and for what.

    `events` are POLL* names; select reports POLLIN, POLLOUT and POLLPRI for its three sets.
    """

    fd: int
    object: str | None
    events: Names


class Signalfd(_Part, frozen=True):
    """A signalfd: the numbers of the signals that it tells of; whether it waits for them.

    `signals` is None if that could not be read.
    """

    signals: tuple[int, ...] | None
    nonblocking: bool


class Fifo(_Part, frozen=True):
    """A FIFO that is opened: its object, for what, and whether the open does not wait."""

    object: str
    mode: Mode
    nonblocking: bool


class Received(_Part, frozen=True):
    """A signal that was taken without being delivered.

    `code` is the name of its si_code, None if it has none, or nobody asked for it; `sender` the PID
    that the kernel names, None where the code says that there is none.
    """

    signal: int
    code: str | None
    sender: int | None


class SemaphoreOperation(_Part, frozen=True):
    """What is done to a semaphore of a set: `change` 0 waits until it is 0.

    `flags` are IPC_NOWAIT, SEM_UNDO.
    """

    member: int
    change: int
    flags: Names


# ---- What a call was given --------------------------------------------------------------------


class _Arguments(_Part, frozen=True, tag_field="class"):
    """The arguments of a call, by the class that the tag names."""


class CreateArguments(_Arguments, frozen=True, tag="create"):
    """clone, clone3, fork, vfork.

    `flags` are CLONE_* names, None if they could not be read; `signal` is what tells the parent of
    the child's end, None if nothing does.
    """

    flags: Names | None
    signal: str | None


class ExecArguments(_Arguments, frozen=True, tag="exec"):
    """execve, execveat: `path` as the program has given it, None if it could not be read."""

    path: str | None


class ExitArguments(_Arguments, frozen=True, tag="exit"):
    """exit (of one thread), exit_group (of the process), with the status as it was given."""

    status: int


class WaitArguments(_Arguments, frozen=True, tag="wait"):
    """wait4, waitid: for which children, in the words of waitid(2).

    `id` is a PID, a process group (0: the caller's), or for P_PIDFD a descriptor; `child` is the
    one PID that is asked for (also by a pidfd), None if there is none, or it could not be read.
    `idtype` is None if it is none of these: then the call fails.
    """

    idtype: IdType | None
    id: int
    child: int | None
    options: Names


class PollArguments(_Arguments, frozen=True, tag="poll"):
    """poll, ppoll, select, pselect6, epoll_wait and its kin.

    `timeout` is in ns, -1: as long as it takes; `watched` is how many descriptors it was given.
    Both are None if they could not be read. epoll has a descriptor of its own, `fd`, and was given
    the others before. `fds` are those descriptors, if there are several; None: there is one alone,
    or there are too many.
    """

    timeout: int | None
    fd: int | None = None
    object: str | None = None
    watched: int | None = None
    fds: tuple[int, ...] | None = None


class ReadArguments(_Arguments, frozen=True, tag="read"):
    """read, readv, pread64, preadv and preadv2, recvfrom, recvmsg, recvmmsg, vmsplice.

    `count` is how many bytes were asked for, None if it could not be read; of recvmmsg it counts
    nothing, and `messages` is how many messages were. `flags` are MSG_* names. `signalfd` says
    what a signalfd tells of; None: it is none. `nonblocking`: of a pipe or a socket, it does not
    wait (O_NONBLOCK, RWF_NOWAIT).
    """

    fd: int
    object: str | None
    count: int | None
    flags: Names
    messages: int | None = None
    signalfd: Signalfd | None = None
    nonblocking: bool = False


class WriteArguments(_Arguments, frozen=True, tag="write"):
    """write, writev, pwrite64, pwritev and pwritev2, sendto, sendmsg, sendmmsg, vmsplice.

    Fields as those of ReadArguments; of sendmmsg `count` is that of all messages together.
    `nonblocking` is what the call alone says (RWF_NOWAIT).
    `address` is where a datagram goes, as that of AddressArguments; None: to where its socket is
    connected. `passed` are the descriptors that a message brings (SCM_RIGHTS), None if they could
    not be read. `value` is what a write adds to an eventfd; None: it is another call, or none, or
    that could not be read, or has no room in 63 bits. `room` is how many bytes the pipe takes
    (F_GETPIPE_SZ), of a write of more than a page; None: it is none, or that could not be asked.
    """

    fd: int
    object: str | None
    count: int | None
    flags: Names
    messages: int | None = None
    address: str | None = None
    passed: tuple[int, ...] | None = ()
    nonblocking: bool = False
    value: int | None = None
    room: int | None = None


class TransferArguments(_Arguments, frozen=True, tag="transfer"):
    """splice, tee, sendfile, copy_file_range: from `source` to `object`, at most `count` bytes.

    `flags` are SPLICE_F_* names. `nonblocking`: the source is a pipe or a socket that does not wait
    (O_NONBLOCK).
    """

    fd: int
    object: str | None
    source_fd: int
    source: str | None
    count: int
    flags: Names = ()
    nonblocking: bool = False


class CloseArguments(_Arguments, frozen=True, tag="close"):
    """close."""

    fd: int
    object: str | None


class CloseRangeArguments(_Arguments, frozen=True, tag="close_range"):
    """close_range: from `first` to `last`, both included; `flags` are CLOSE_RANGE_* names."""

    first: int
    last: int
    flags: Names


class DuplicateArguments(_Arguments, frozen=True, tag="duplicate"):
    """dup, dup2, dup3, and fcntl's F_DUPFD and F_DUPFD_CLOEXEC."""

    fd: int
    object: str | None


class DescriptorFlagsArguments(_Arguments, frozen=True, tag="descriptor_flags"):
    """fcntl's F_SETFD."""

    fd: int
    object: str | None
    cloexec: bool


class PipeArguments(_Arguments, frozen=True, tag="pipe"):
    """pipe, pipe2; `flags` are O_DIRECT, O_NONBLOCK, O_CLOEXEC."""

    flags: Names


class SocketpairArguments(_Arguments, frozen=True, tag="socketpair"):
    """socketpair: `family` is AF_*, `type` SOCK_*, both None if they have no name here.

    `nonblocking`: calls on it do not wait (SOCK_NONBLOCK).
    """

    family: str | None
    type: str | None
    nonblocking: bool = False


class CounterArguments(_Arguments, frozen=True, tag="counter"):
    """eventfd, eventfd2: a counter that begins with `value`; `flags` are EFD_* names."""

    value: int
    flags: Names


class OpenArguments(_Arguments, frozen=True, tag="open"):
    """open, openat, openat2, creat, of what may be written, made or emptied.

    `path` is as given, None if not readable; `creates`: it may make the file, or cut it to nothing.
    `fifo` is there if a FIFO is opened.
    """

    path: str | None
    fifo: Fifo | None = None
    creates: bool = False


class SocketArguments(_Arguments, frozen=True, tag="socket"):
    """socket; fields as those of SocketpairArguments."""

    family: str | None
    type: str | None
    nonblocking: bool = False


class AddressArguments(_Arguments, frozen=True, tag="address"):
    """bind, connect: `address` of AF_UNIX is a path, or an abstract name behind @.

    A path that is relative has the caller's folder before it. None if it could not be read, or is
    of another family; `port` is for AF_INET and AF_INET6.
    """

    fd: int
    object: str | None
    address: str | None
    port: int | None = None


class AcceptArguments(_Arguments, frozen=True, tag="accept"):
    """listen, accept, accept4; of listen `backlog` is how many connections may wait.

    `nonblocking`: an accept does not wait for one (O_NONBLOCK).
    """

    fd: int
    object: str | None
    backlog: int | None = None
    nonblocking: bool = False


class ShutdownArguments(_Arguments, frozen=True, tag="shutdown"):
    """shutdown: `how` is SHUT_RD, SHUT_WR or SHUT_RDWR, None if it is none of them."""

    fd: int
    object: str | None
    how: str | None


class OptionArguments(_Arguments, frozen=True, tag="option"):
    """fcntl's F_SETFL and F_SETPIPE_SZ, ioctl's FIONBIO, setsockopt, of a pipe or a socket.

    Only what decides whether calls wait, for how long, or what they get. `value` is 0 or 1 of
    O_NONBLOCK, of a time ns, else a number of bytes; None if it could not be read. `shared`:
    another process has the same open file.
    """

    fd: int
    object: str | None
    option: Option
    value: int | None
    shared: bool = False


class KillArguments(_Arguments, frozen=True, tag="kill"):
    """kill, tkill, tgkill, rt_sigqueueinfo, rt_tgsigqueueinfo, pidfd_send_signal.

    `target` is as kill(2) has it (0, or less: a group, or all), the thread of tkill and its kin,
    or the process of the pidfd, None if that could not be read. `signal` is its number.
    """

    target: int | None
    signal: int


class PidfdArguments(_Arguments, frozen=True, tag="pidfd"):
    """pidfd_open of the process `target`."""

    target: int


class SleepArguments(_Arguments, frozen=True, tag="sleep"):
    """nanosleep, clock_nanosleep: how long, or with `until` to which time of its clock.

    `nanoseconds` is None if it could not be read.
    """

    nanoseconds: int | None
    until: bool


class TimerArguments(_Arguments, frozen=True, tag="timer"):
    """alarm, setitimer of real time: a signal may come by itself; it has no `leave`."""


class FutexArguments(_Arguments, frozen=True, tag="futex"):
    """futex that other processes may see; it has no `leave`."""


class MemoryArguments(_Arguments, frozen=True, tag="memory"):
    """mmap of shared memory, shmat; it has no `leave`.

    `object` is the file that is mapped, or what shmat attaches (`memory:[4026531839:7]`, by the id
    of its IPC namespace and its own); None if there is none (`fd` is None, too), or it could not be
    read. `writes`: who maps it may change it; else it can only see what others change. In a
    recording with look-ups there are files that are mapped privately, too: these are seen only.
    """

    fd: int | None
    object: str | None
    writes: bool


class LockArguments(_Arguments, frozen=True, tag="lock"):
    """flock, fcntl's F_SETLK and its kin; it has no `leave`."""

    fd: int
    object: str | None


class SignalWaitArguments(_Arguments, frozen=True, tag="signal_wait"):
    """sigtimedwait and its kin, pause, sigsuspend.

    `signals` are the numbers of those that end it: that are taken, or have a handler and are not
    blocked; None if they could not be read. `timeout` is in ns, -1: as long as it takes; None if it
    could not be read.
    """

    signals: tuple[int, ...] | None
    timeout: int | None


class PendingArguments(_Arguments, frozen=True, tag="pending"):
    """sigpending."""


class SignalReturnArguments(_Arguments, frozen=True, tag="signal_return"):
    """rt_sigreturn: a handler has returned; it has no `leave`."""


class RestartArguments(_Arguments, frozen=True, tag="restart"):
    """restart_syscall where the call that goes on was not seen.

    Where it was seen, the record has the class and the arguments of that call.
    """


class ChangeArguments(_Arguments, frozen=True, tag="change"):
    """mkdir, rename, unlink, chmod, utimensat, ftruncate and all that change a file or a folder.

    `paths` are as given, each None if it could not be read; of a call that is about a descriptor
    alone there are none, and `fd` and `object` tell which one.
    """

    paths: tuple[str | None, ...]
    fd: int | None = None
    object: str | None = None


class LookupArguments(_Arguments, frozen=True, tag="lookup"):
    """stat, access, readlink, getdents, open for reading and all that look at a file or a folder.

    Recorded on request only. Fields as those of ChangeArguments.
    """

    paths: tuple[str | None, ...]
    fd: int | None = None
    object: str | None = None


class KeyArguments(_Arguments, frozen=True, tag="key"):
    """msgget, semget, mq_open, mq_unlink: what has a key, or a name, is found or made.

    `key` is that of System V (0: private), `path` the name of a POSIX queue; the other is None, or
    it could not be read. `flags` are IPC_CREAT and IPC_EXCL, or O_CREAT, O_EXCL and O_NONBLOCK.
    `exists`: there was one when the call began, as far as the recorder could find it.
    """

    flags: Names
    key: int | None = None
    path: str | None = None
    exists: bool = False


class SendArguments(_Arguments, frozen=True, tag="send"):
    """msgsnd, mq_timedsend: one message into a queue.

    `object` names the queue, by the id of its IPC namespace and its own (`messages:[4026531839:7]`)
    or as a file (`mqueue:[7]`, which `fd` stands for). `type` is that of the message, of POSIX its
    priority; None if it could not be read. `count` is how much room it takes: bytes, or of POSIX 1.
    `timeout` is in ns, -1: as long as it takes; 0: it does not wait; None if it could not be read.
    """

    object: str | None
    count: int
    flags: Names
    timeout: int | None
    type: int | None = None
    fd: int | None = None


class ReceiveArguments(_Arguments, frozen=True, tag="receive"):
    """msgrcv, mq_timedreceive: one message out of a queue.

    Fields as those of SendArguments. `type` says which message, in the way of msgrcv(2); None: that
    with the highest priority. `flags` are IPC_NOWAIT, MSG_EXCEPT, MSG_COPY, MSG_NOERROR.
    """

    object: str | None
    count: int
    flags: Names
    timeout: int | None
    type: int | None = None
    fd: int | None = None


class NotifyArguments(_Arguments, frozen=True, tag="notify"):
    """mq_notify: which signal tells of a message in an empty queue; None: none does."""

    object: str | None
    signal: int | None
    fd: int | None = None


class SemaphoreArguments(_Arguments, frozen=True, tag="semaphore"):
    """semop, semtimedop: all `operations` at once; None if they could not be read.

    `timeout` is in ns, -1: as long as it takes; 0: one of them does not wait.
    """

    object: str | None
    operations: tuple[SemaphoreOperation, ...] | None
    timeout: int | None


class ControlArguments(_Arguments, frozen=True, tag="control"):
    """msgctl, semctl: `command` is IPC_RMID, SETVAL, ...; None if it has no name here.

    `member` is a semaphore of the set, and `value` what SETVAL makes of it.
    """

    object: str | None
    command: str | None
    member: int | None = None
    value: int | None = None


class MayArguments(_Arguments, frozen=True, tag="may"):
    """A call by which order may travel in a way that is not followed: `reason` says which way.

    `fd` and `object` are there where it is about a descriptor; `number` is there where the call has
    no name, being newer than this recorder, or of another architecture.
    """

    reason: Way
    fd: int | None = None
    object: str | None = None
    number: int | None = None


Arguments = (
    CreateArguments
    | ExecArguments
    | ExitArguments
    | WaitArguments
    | PollArguments
    | ReadArguments
    | WriteArguments
    | TransferArguments
    | CloseArguments
    | CloseRangeArguments
    | DuplicateArguments
    | DescriptorFlagsArguments
    | PipeArguments
    | SocketpairArguments
    | CounterArguments
    | OpenArguments
    | SocketArguments
    | AddressArguments
    | AcceptArguments
    | ShutdownArguments
    | OptionArguments
    | KillArguments
    | PidfdArguments
    | SleepArguments
    | TimerArguments
    | FutexArguments
    | MemoryArguments
    | LockArguments
    | SignalWaitArguments
    | PendingArguments
    | SignalReturnArguments
    | RestartArguments
    | ChangeArguments
    | LookupArguments
    | KeyArguments
    | SendArguments
    | ReceiveArguments
    | NotifyArguments
    | SemaphoreArguments
    | ControlArguments
    | MayArguments
)


# ---- What a call has answered ------------------------------------------------------------------


class _Results(_Part, frozen=True, tag_field="class"):
    """What a call has answered beyond its result, by the class that the tag names."""


class WaitResults(_Results, frozen=True, tag="wait"):
    """wait4, waitid, where it has told of a child.

    `status` is the wait status word, decoded by WIFEXITED and its kin; of waitid it is put
    together from its answer. None if it was asked for nowhere, or could not be read. `reaped`: the
    child is gone with it, which a look with WNOWAIT, or of a stop, does not do.
    """

    child: int | None
    reaped: bool
    status: int | None


class PollResults(_Results, frozen=True, tag="poll"):
    """What was reported; None if it could not be read.

    `missed` is what a poll that has reported nothing was given, with the events that it asked for;
    None if that could not be read.
    """

    ready: tuple[Ready, ...] | None
    missed: tuple[Ready, ...] | None = ()


class OutputResults(_Results, frozen=True, tag="output"):
    """What a call has written to the program's standard output or error.

    `data` has a character for each byte (latin-1). `lost` is how many bytes were written beside
    them, more than the recorder keeps or in memory that it could not read.
    """

    stream: Stream
    data: str
    lost: int = 0


class DescriptorResults(_Results, frozen=True, tag="descriptor"):
    """A new descriptor: of dup, open, socket, accept, pidfd_open and their kin.

    `mode` is None where it is that of the descriptor that was copied; `closed` is the object that
    dup2 or dup3 has closed in its place, None if it closed nothing. `peer` is of accept the PID of
    the process that has connected a unix socket, None if that is not known.
    """

    fd: int
    object: str | None
    cloexec: bool
    mode: Mode | None = None
    closed: str | None = None
    peer: int | None = None


class AddressResults(_Results, frozen=True, tag="address"):
    """bind without an address: the one that the kernel has found, None if it could not be read."""

    address: str | None


class PairResults(_Results, frozen=True, tag="pair"):
    """Two new descriptors: of pipe (reading, writing end: one object), of socketpair."""

    fds: tuple[int, int]
    objects: tuple[str | None, str | None]
    cloexec: bool


class SignalsResults(_Results, frozen=True, tag="signals"):
    """The signals that were taken, in that order: by sigtimedwait one, by a read of a signalfd."""

    received: tuple[Received, ...]


class PendingResults(_Results, frozen=True, tag="pending"):
    """The numbers of the signals that wait to be delivered; None if they could not be read."""

    signals: tuple[int, ...] | None


class KeyResults(_Results, frozen=True, tag="key"):
    """What was found, or made: `object` as that of SendArguments, `semaphores:[4026531839:7]`.

    `values` are the values of the semaphores, or how many messages are in the queue; None if they
    could not be read. `room` is for how much a queue has room: bytes, or of POSIX messages.
    """

    object: str | None
    values: tuple[int, ...] | None = None
    room: int | None = None


class MessageResults(_Results, frozen=True, tag="message"):
    """The type, or priority, of the message that was received; None if nobody asked for it."""

    type: int | None


Results = (
    WaitResults
    | PollResults
    | OutputResults
    | DescriptorResults
    | PairResults
    | AddressResults
    | SignalsResults
    | PendingResults
    | KeyResults
    | MessageResults
)


# ---- Records ------------------------------------------------------------------------------------


class _Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False, tag_field="event"):
    """A record: when it was seen."""

    time: int


class _OfThread(_Record, frozen=True):
    """A record about a thread of a process."""

    tid: int
    pid: int


class Header(_Record, frozen=True, tag="recording"):
    """The first record. `kernel` is its name and release, `machine` as uname(2) has it.

    `lookups`: who looked at a file or folder that another process had changed is recorded, too.
    `waits`: for how long each thread waited for a lock is.
    `pipe_room` and `socket_room` are how many bytes wait in a pipe, or a unix socket, at most,
    unless it was told otherwise; None if that is not known.
    """

    schema: str
    evidence: Evidence
    command: Names
    kernel: str
    machine: str
    lookups: bool = False
    waits: bool = False
    pipe_room: int | None = None
    socket_room: int | None = None


class Start(_Record, frozen=True, tag="start"):
    """The program starts, as this process."""

    pid: int


class PrintedText(_Record, frozen=True, tag="line"):
    """A line that was printed; without the evidence `syscalls`, which has the writes."""

    text: str


class ErrorText(_Record, frozen=True, tag="error"):
    """A line of standard error; as PrintedText."""

    text: str


class Exit(_Record, frozen=True, tag="exit"):
    """The program's first process has ended: with this exit status, or killed by signal -N.

    `begun`: a line had begun that had no end yet.
    """

    status: int
    begun: bool = False


class LimitReached(_Record, frozen=True, tag="limit"):
    """What cut the run short; `signal`: one that asked the recorder to end.

    `standstill`: nothing in the program could happen any more. `interrupt`: whoever started the
    run did not want to wait any longer.
    """

    what: Limit


class KilledProcess(_Record, frozen=True, tag="killed"):
    """A process that the recorder had to kill, and its command line."""

    pid: int
    command: str


class Complete(_Record, frozen=True, tag="complete"):
    """The last record: nothing is missing."""


class SeenState(_OfThread, frozen=True, tag="state"):
    """By the evidence `states`: what a thread was seen doing, from now on.

    `state` is /proc's letter. `call` and `call_class` tell the system call that it waits in, None
    where that is not known; `wchan` is the kernel's function.
    """

    parent: int
    state: ThreadState
    call: str | None
    call_class: str | None
    wchan: str | None


class Creation(_OfThread, frozen=True, tag="creation"):
    """A new thread, or process, stopped before its first instruction.

    `by` is the thread that made it, None for the program's first process.
    """

    by: int | None
    how: How


class Exec(_OfThread, frozen=True, tag="exec"):
    """A process executes another program. `was` is the calling thread, where its id changes.

    `files` are those that its path led over, as of Leave. `script` is what is in the script that a
    shell was given, if it could be read and is shorter than 32 KiB.
    """

    path: str
    arguments: Names
    was: int | None = None
    script: str | None = None
    files: Names = ()


class Descriptors(_OfThread, frozen=True, tag="descriptors"):
    """All descriptors of a process: at its start, and behind an exec.

    `received`: only those that the call that has just returned has brought, by a message, say.
    """

    table: dict[int, Descriptor]
    received: bool = False


class Enter(_OfThread, frozen=True, tag="enter"):
    """A thread is about to make a system call, of this name.

    `files` are those that it may change, or that it maps or locks, each by its device and inode
    (`8:1:77`), for a path leads to a file only for a while. Without look-ups they are there where
    the call is about a descriptor; none: it is about no file, or nobody has looked which. `looks`
    are those that it looks at or reads, in a recording with look-ups.
    """

    call: str
    arguments: Arguments
    files: Names = ()
    looks: Names = ()


class Leave(_OfThread, frozen=True, tag="leave"):
    """A system call has returned: `result`, or -1 and the name of the error.

    The error may be one of the kernel's own, ERESTARTSYS and its kin: the call was interrupted,
    and will be restarted or fail with EINTR. `files` are those that it has looked at or read, as of
    Enter, and `proc`, if that was a file of /proc that tells of other processes, or `own_stat`, if
    it was the process's own /proc/PID/stat; of those that nobody recorded has changed, none.
    """

    call: str
    result: int
    error: str | None
    results: Results | None = None
    files: Names = ()


class Signal(_OfThread, frozen=True, tag="signal"):
    """A signal is delivered.

    `code` is the name of its si_code, None if it has none; `sender` the PID that the kernel names
    (si_pid), None where the code says that there is none. `action` is what the process does with
    it, None where that was not looked up: a wait has told of that child's end, and there is no
    handler. `inherited`: by a handler that it has from who made it, where that is known.
    """

    signal: int
    name: str
    code: str | None
    sender: int | None
    action: Action | None = None
    inherited: bool = False


class Stop(_OfThread, frozen=True, tag="stop"):
    """A thread stops because of job control, by this signal."""

    signal: str


class Continue(_OfThread, frozen=True, tag="continue"):
    """A stopped thread goes on."""


class Exiting(_OfThread, frozen=True, tag="exiting"):
    """A thread is about to end (PTRACE_EVENT_EXIT); `status` is a wait status word."""

    status: int


class Termination(_OfThread, frozen=True, tag="termination"):
    """A thread has ended; `status` is a wait status word.

    Of the first thread of a process: `parent` is who is to reap it, None if that is no process of
    the program, or it was gone before that could be looked up. `zombie`: it was seen as one.
    """

    status: int
    parent: int | None = None
    zombie: bool = False


class Note(_OfThread, frozen=True, tag="note"):
    """What a thread says about itself: see programs/instrumentation/protocol.md."""

    text: str


class Waited(_OfThread, frozen=True, tag="waited"):
    """A thread has waited for a lock until now, in the system call `call`, from `since` (ns) on.

    It is told where waits are asked for, of those that take a millisecond or more.
    """

    call: str
    since: int


class Standing(_OfThread, frozen=True, tag="standing"):
    """Where a thread stands when a limit cuts the run short.

    `state` is /proc's letter, `call` the system call that it is in, None if it is in none or that
    could not be read, and `cpu` for how many ns it has run in all.
    """

    state: ThreadState
    call: str | None
    cpu: int | None


ReleaseCause = Literal["event", "quiet", "killed"]


class Held(_OfThread, frozen=True, tag="hold"):
    """A thread is held by a rule of the schedule that is forced, `rule` from 0 on.

    `name` is structural: 0 is the program's first thread, 0.2 the second that this has made. One
    that is held before a call enters that when it is let go: then `enter` is recorded.
    """

    name: str
    rule: int


class Released(_OfThread, frozen=True, tag="release"):
    """A thread that was held is let go.

    `event`: what it was held for has come. `quiet`: nothing else could happen any more, so what it
    was held for waits for this thread. `killed`: it ends.
    """

    name: str
    rule: int
    why: ReleaseCause


class Quiet(_Record, frozen=True, tag="quiet"):
    """Nothing can happen any more but by those that are held, or from outside.

    All other threads wait, without a time limit, for what only a process of the program can do. A
    record `blocked` of each of them follows.
    """


class Blocked(_OfThread, frozen=True, tag="blocked"):
    """In which call a thread waits at such a moment; None: it has ended before its last thread.

    `child` is the one PID that a wait is for, `fds` are the descriptors that the call is about.
    """

    name: str
    call: str | None
    child: int | None
    fds: tuple[int, ...]


class Dump(_OfThread, frozen=True, tag="dump"):
    """A piece of what a process tells of its threads' Python stacks then, as faulthandler does."""

    text: str


ThreadRecord = (
    Creation
    | Exec
    | Descriptors
    | Enter
    | Leave
    | Signal
    | Stop
    | Continue
    | Exiting
    | Termination
    | Note
    | Waited
    | Standing
    | Dump
)
Record = (
    ThreadRecord
    | Header
    | Start
    | PrintedText
    | ErrorText
    | Exit
    | LimitReached
    | KilledProcess
    | Complete
    | SeenState
    | Held
    | Released
    | Quiet
    | Blocked
)


@cache
def decoder() -> msgspec.json.Decoder[Record]:
    """What decodes a line to a record; msgspec.ValidationError names the field that is wrong."""
    return msgspec.json.Decoder(Record)


def tag_of(kind: type[Record] | type[Arguments]) -> str:
    """The word that a recording has for a type of records, or for a class of calls."""
    return str(kind.__struct_config__.tag)


def exit_code(status: int) -> int:
    """The exit code of a wait status word; -N: killed by signal N.

    As multiprocessing and subprocess have it. Of a stop or a continuation there is none:
    ValueError.
    """
    return os.waitstatus_to_exitcode(status)
