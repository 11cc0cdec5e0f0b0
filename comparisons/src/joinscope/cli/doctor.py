"""joinscope doctor: what this machine allows."""

import errno
import os
import platform
import sys
from collections.abc import Iterator

import click

from joinscope.errors import JoinscopeError
from joinscope.live.look import read
from joinscope.live.python_stack import py_spy
from joinscope.programs.c_build import compiler_name
from joinscope.recording.recorders import syscalls
from joinscope.render import terminal
from joinscope.render.terminal import sanitized
from joinscope.render.wording.machine import Check, check_line

FEW = 64  # processes: those of a comparison with some workers
SCOPE = "/proc/sys/kernel/yama/ptrace_scope"


@click.command()
def doctor() -> None:
    """Tell what this machine allows, a line for each: what is lost without, and how to get it.

    Exit status: 0, whatever is missing.
    """
    python = f"{platform.python_implementation()} {platform.python_version()}"
    terminal.write(
        f"{python} | {platform.system()} {platform.release()} | {platform.machine()}",
        *(sanitized(check_line(each)) for each in _checks()),
    )


def _checks() -> Iterator[Check]:
    refused = syscalls.refusal()
    yield Check("tracing", refused is None, refused or "ptrace, with system calls")
    if sys.platform == "linux":
        no_proc = syscalls.no_proc()
        yield Check("looking", no_proc is None, no_proc or "/proc")
        yield _memory()
        yield _pidfd()
    limit = syscalls.process_limit()
    unlimited = limit == float("inf")
    yield Check("processes", limit >= FEW, "" if unlimited else f"{limit:.0f} at most")
    try:
        yield Check("compiler", has=True, detail=compiler_name())
    except JoinscopeError as error:
        yield Check("compiler", has=False, detail=str(error).rstrip("."))
    tool = py_spy()
    yield Check("py_spy", tool is not None, tool or "not installed")


def _memory() -> Check:
    """Whether calls and memory of a process may be read that this one has not made: its parent's.

    Where the parent is somebody else's that says nothing, and the kernel's setting has to do.
    """
    parent, scope = f"/proc/{os.getppid()}", read(SCOPE).strip()
    try:
        ours = os.stat(parent).st_uid == os.geteuid()  # noqa: PTH116 - of /proc
    except OSError:
        ours = False
    free = bool(read(f"{parent}/syscall")) if ours else scope in ("", "0")
    return Check("memory", free, f"{SCOPE} is {scope}" if scope else "calls and memory")


def _pidfd() -> Check:
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError as error:
        name = errno.errorcode.get(error.errno or 0, "")
        return Check("pidfd", has=False, detail=f"pidfd_open: {name}")
    return Check("pidfd", has=True, detail="pidfd_open")
