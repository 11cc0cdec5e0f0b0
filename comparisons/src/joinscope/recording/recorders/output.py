"""The recorder for the evidence `output`: runs one program and reports what it prints.

It adopts and reaps every process that the program leaves behind, which inside joinscope would take
other people's children.

Standard input is the cancel pipe: when its other end closes, however its holder ended, all is
killed; a letter there ends the run for a reason. Standard output carries the records, JSON Lines;
its end of file says that no process is left.
"""

import json
import math
import os
import select
import signal
import sys
import time
from collections.abc import Callable

from joinscope.recording.byte_text import as_text
from joinscope.recording.recorders import process_tree, pty, supervisor

LIMIT = 1 << 20  # bytes of output, and as many of errors, that are recorded
LINES = 10_000
GRACE = 1.0  # seconds for processes that have closed the output to end as well
CANCEL, RECORDS = 0, 1  # descriptors
LETTERS = {b"d": "deadline", b"s": "standstill", b"i": "interrupt"}  # as in watchdog.h


def report(event: str, **fields: object) -> None:
    """Write one record. BrokenPipeError when nobody reads any more."""
    record = {"event": event, "time": time.monotonic_ns(), **fields}
    data = json.dumps(record).encode() + b"\n"
    while data:
        data = data[os.write(RECORDS, data) :]


class Stream:
    """One output of the program, cut into lines that are reported as they come."""

    def __init__(self, fd: int, event: str) -> None:
        os.set_blocking(fd, False)
        self.fd = fd
        self.event = event
        self.open = True
        self.rest = b""
        self.bytes = self.lines = 0

    def drain(self) -> None:
        """Report every line that is there now."""
        while self.open and not self.flooded():
            try:
                data = self._read()
            except BlockingIOError:
                return
            self.open = bool(data)
            self.bytes += len(data)
            *whole, self.rest = (self.rest + data).split(b"\n")
            for line in whole:
                self._report(line)
                if self.flooded():
                    return

    def _read(self) -> bytes:
        """What is there now, nothing at the end. BlockingIOError: there is nothing yet.

        A pseudo-terminal ends with EIO. By its source the kernel looks for bytes first and then
        whether the other end is closed (n_tty_read() of drivers/tty/n_tty.c): what was written in
        between would not be read by the call that fails, but by the next one. That was not seen in
        28,000 runs made for it; a line was lost once, and to ask again costs nothing.
        """
        for _ in range(2):
            try:
                return os.read(self.fd, 65536)
            except BlockingIOError:
                raise
            except OSError:
                continue
        return b""

    def finish(self) -> None:
        """Report what is there, and what was printed last without the end of a line."""
        self.drain()
        if self.rest:
            self._report(self.rest)

    def _report(self, line: bytes) -> None:
        self.lines += 1
        report(self.event, text=as_text(line))

    def flooded(self) -> bool:
        """Whether more came than is recorded."""
        return self.bytes > LIMIT or self.lines > LINES


def start(
    command: list[str],
    stdin: str,
    output: int,
    errors: int,
    *,
    foreground: bool,
    ignored: list[int],
) -> int:
    """Start the program as a shell would: in a process group of its own, in the foreground."""
    pid = os.fork()
    if pid:
        return pid
    try:
        process_tree.die_with_parent()
        os.setpgid(0, 0)
        if foreground:  # SIGTTOU, which this would bring, is ignored until the next line
            os.tcsetpgrp(output, os.getpid())
        process_tree.default_signals()
        for number in ignored:
            signal.signal(number, signal.SIG_IGN)
        os.dup2(os.open(stdin, os.O_RDONLY | os.O_NOCTTY), 0)
        os.dup2(output, 1)
        os.dup2(errors, 2)
        os.execvp(command[0], command)
    except OSError as error:
        os.write(errors, f"{command[0]}: {error.strerror}\n".encode())
    finally:
        os._exit(127)


def never() -> float:
    """Look at nothing, and not again."""
    return math.inf


def watch(
    program: int, streams: list[Stream], wakeup: int, deadline: float, look: Callable[[], float]
) -> str | None:
    """Report what happens until all has ended (None) or a limit is reached, which is returned.

    `look` is called again and again, at the latest after the seconds that it returns. The limit
    `grace` is that of processes that go on although the program has ended and its output is closed.
    Raises BrokenPipeError when the cancel pipe is closed.
    """
    stop_at = time.monotonic() + deadline
    left = running = True
    while left or streams[0].open:
        if (remaining := stop_at - time.monotonic()) <= 0:
            return "deadline" if running or streams[0].open else "grace"
        fds = [CANCEL, wakeup, *(stream.fd for stream in streams if stream.open)]
        ready, _, _ = select.select(fds, [], [], min(remaining, look()))
        if CANCEL in ready:
            return _cancelled()
        status = None
        if wakeup in ready:
            os.read(wakeup, 4096)
            left, status = process_tree.reap(program)
        # Read between the exit and its report: a line that comes later was printed later.
        for stream in streams:
            stream.drain()
        if status is not None:
            running = False
            report("exit", status=status, begun=bool(streams[0].rest))
        if any(stream.flooded() for stream in streams):
            return "output"
        if not running and not streams[0].open:
            stop_at = min(stop_at, time.monotonic() + GRACE)
    return None


def _cancelled() -> str:
    """The limit that the cancel pipe names by a letter. BrokenPipeError if it is closed."""
    limit = LETTERS.get(os.read(CANCEL, 1))
    if limit is None:
        raise BrokenPipeError
    return limit


def record(
    command: list[str],
    through: str,
    deadline: float,
    *,
    stdin: str = os.devnull,
    ignored: list[int],
    evidence: str = "output",
    look: Callable[[], float] = never,
) -> None:
    """Run the program until its last process has closed the output, or a limit is reached."""
    system = os.uname()
    report(
        "recording",
        schema="joinscope/recording/2",
        evidence=evidence,
        command=[as_text(os.fsencode(each)) for each in command],
        kernel=f"{system.sysname} {system.release}",
        machine=system.machine,
    )
    process_tree.adopt_orphans()
    wakeup, notify = os.pipe()
    for fd in (wakeup, notify):
        os.set_blocking(fd, False)
    signal.set_wakeup_fd(notify, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)

    output, program_output = pty.create() if through == "terminal" else os.pipe()
    errors, program_errors = os.pipe()
    program = start(
        command,
        stdin,
        program_output,
        program_errors,
        foreground=through == "terminal",
        ignored=ignored,
    )
    try:
        report("start", pid=program)
        os.close(program_output)
        os.close(program_errors)
        streams = [Stream(output, "line"), Stream(errors, "error")]
        limit = watch(program, streams, wakeup, deadline, look)
    finally:
        killed, gone = process_tree.kill_all(program)
    for stream in streams:
        stream.finish()
    if limit == "grace":
        limit, killed = None, killed or {0: process_tree.UNSEEN}
    if limit or not gone:
        report("limit", what=limit if gone else "survivors")
    for pid, commandline in killed.items():
        report("killed", pid=pid, command=commandline)
    report("complete")


def main() -> None:
    """Record as the first argument says: {"command": [...], "through": ..., ...}."""
    settings = json.loads(sys.argv[1])
    supervisor.supervise(lambda: record(**settings))
