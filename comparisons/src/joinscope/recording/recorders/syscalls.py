"""The recorder for the evidence `syscalls`: runs one program under the tracer.

It is a process of its own, because the tracer waits for any child and adopts every orphan. It is
started by its path with the settings of `start_line` and imports as little as it can, some of it
late, for its start is part of what a recording costs.

With a cancel pipe it has a supervisor, and all is killed when the other end of that pipe closes,
however its holder ended. If the recorder itself is killed, PTRACE_O_EXITKILL kills all.
"""

from __future__ import annotations

import errno
import marshal
import os
import sys

TYPE_CHECKING = False  # typing itself takes longer to import than all the rest
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    # A point of a schedule: where (enum hold_where), thread, call, object, stream, result, which.
    FlatPoint = tuple[int, str | None, str | None, str | None, int, int, int]
    Holds = Iterable[tuple[FlatPoint, FlatPoint]]

# Calls that stop at their entry only on request.
CREATING = ("create", "clone", "clone3", "fork", "vfork")
TRACEES = 4096  # traced threads alive at a time: a fork bomb ends here
OUTPUT = 1 << 20  # bytes of output that are recorded
OWN_TRACER = "the command traces processes itself, which failed: a process has one tracer at most"
SCOPE = "/proc/sys/kernel/yama/ptrace_scope"
# How many processes a container may have, by either version of control groups.
CONTAINER_LIMITS = ("/sys/fs/cgroup/pids.max", "/sys/fs/cgroup/pids/pids.max")


def native() -> Any:
    """Import the extension, which only this function does; ImportError where it was not built."""
    from joinscope import _recorder  # noqa: PLC0415 - its path is a setting

    return _recorder


def refusal() -> str | None:
    """Why tracing does not work here, as one sentence; None if it does (a child was traced)."""
    if sys.platform != "linux":
        return f"system calls are recorded on Linux only, and this is {sys.platform}"
    try:
        extension = native()
    except ImportError as error:
        return f"the recorder's extension does not load ({error}): reinstall joinscope"
    tracer = extension.ffi.new("int *")
    if extension.lib.tracer_probe(tracer) == 0:
        return no_proc()
    return _reason(extension.ffi.errno, tracer[0])


def process_limit() -> float:
    """How many processes and threads a user, or a container, may have."""
    import resource  # noqa: PLC0415

    soft, _ = resource.getrlimit(resource.RLIMIT_NPROC)
    limits = [*map(_first_line, CONTAINER_LIMITS), str(soft)]
    return min([float(each) for each in limits if each.isdigit()], default=float("inf"))


def no_process_sentence(error: int) -> str:
    """That no process could be started; EAGAIN and ENOMEM say why."""
    return (
        f"no process could be started ({os.strerror(error)}): there are as many as ulimit -u or "
        "the container allows, or no memory for one more"
    )


def no_proc() -> str | None:
    """Why processes cannot be looked at, as one sentence; None if they can.

    What is mounted on /proc may be nothing, something else, or that of another PID namespace.
    """
    try:
        if os.readlink("/proc/self") == str(os.getpid()) and os.path.isdir("/proc/self/fd"):
            return None
    except OSError:
        pass
    return "no /proc of its own is mounted here, where processes and descriptors are looked up"


def _reason(error: int, tracer: int) -> str:
    if error in (errno.EAGAIN, errno.ENOMEM):
        return no_process_sentence(error)
    if tracer:
        name = _first_line(f"/proc/{tracer}/comm") or "unknown"
        return f"already traced by PID {tracer} ({name}), and a process has one tracer at most"
    scope = _first_line(SCOPE)
    if error == errno.EPERM and scope in ("2", "3"):
        remedy = "only root may trace" if scope == "2" else "nobody may trace until a reboot"
        return f"kernel.yama.ptrace_scope is {scope}: {remedy}"
    if error in (errno.EIO, errno.EINVAL):
        return "this kernel has no PTRACE_GET_SYSCALL_INFO: it is older than 5.3"
    return (
        f"tracing is refused ({os.strerror(error)}): a container or a security module forbids "
        "ptrace"
    )


def _first_line(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.readline().strip()
    except OSError:
        return ""


def path() -> list[str]:
    """Where a recorder process finds this package and the extension's own needs."""
    import _cffi_backend  # noqa: PLC0415 - not in the recorder process, which finds it by this

    return [
        os.path.abspath(os.path.join(os.path.dirname(__file__), *[os.pardir] * 3)),
        os.path.dirname(_cffi_backend.__file__),
    ]


def start_line(  # noqa: PLR0913 - an argument for each setting
    command: list[str],
    *,
    records: int,
    then: tuple[list[str], list[int]] | None = None,
    cancel: int | None = None,
    through: str | None = None,
    deadline: float | None = None,
    stdin: str = os.devnull,
    ignored: Iterable[int] = (),
    seccomp: bool = True,
    tracees: int = TRACEES,
    lookups: bool = False,
    whole: bool = True,
    waits: bool = False,
    holds: Holds = (),
) -> list[str]:
    """The command line of a recorder that writes to the descriptor `records`.

    `cancel` is the descriptor of the cancel pipe, None for a recorder that ends with the program.
    `through` is terminal or pipe: then the program's output is read and dropped, after it has
    been recorded, and too much of it ends the run; the file `stdin` is its input; the signals
    `ignored` are so for it, where there is a cancel pipe, and no others. Without `through` the
    program has our own standard streams, signals are passed on to it, and the recorder ends as the
    program did. Or it goes on as the command `then`, which inherits those descriptors and gets
    the program's wait status as its last argument, to end as the program did.
    If not `whole`, the program goes on where the records cannot be written, say on a full disk.
    `holds` are the rules of a schedule, each with its two points as schedule.py has them.
    """
    settings = {
        "path": path(),
        "command": command,
        "records": records,
        "then": then,
        "cancel": -1 if cancel is None else cancel,
        "through": through,
        "deadline": 0 if deadline is None else int(deadline * 1e9),
        "stdin": stdin,
        "ignored": sum(1 << (number - 1) for number in ignored),
        "seccomp": seccomp,
        "tracees": tracees,
        "lookups": lookups,
        "creations": process_limit() < TRACEES or any(at[2] in CREATING for at, _until in holds),
        "whole": whole,
        "waits": waits,
        "holds": list(holds),
    }
    return [sys.executable, "-I", "-S", __file__, marshal.dumps(settings).hex()]


def run(settings: dict[str, Any]) -> tuple[int, str | None]:
    """Record one run; return the wait status of its first process, and the limit that ended it.

    OSError if it cannot be recorded.
    """
    extension = native()
    new = extension.ffi.new
    words = [new("char[]", os.fsencode(word)) for word in settings["command"]]
    command = new("char *[]", [*words, extension.ffi.NULL])
    streams, drains = [-1, -1, -1], [-1, -1]
    if settings["through"] is not None:
        from joinscope.recording.recorders import pty  # noqa: PLC0415

        by_terminal = settings["through"] == "terminal"
        drains[0], streams[1] = pty.create() if by_terminal else os.pipe()
        drains[1], streams[2] = os.pipe()
        streams[0] = os.open(settings["stdin"], os.O_RDONLY | os.O_NOCTTY)
    for fd in (settings["records"], *(settings["then"] or ((), ()))[1]):
        os.set_inheritable(fd, False)  # noqa: FBT003 - positional only
    holds, kept = _rules(extension, settings["holds"])
    options = new(
        "struct tracer_options *",
        {
            "command": command,
            "records": settings["records"],
            "streams": streams,
            "drains": drains,
            "cancel_fd": settings["cancel"],
            "foreground": settings["through"] == "terminal",
            "all_calls": not settings["seccomp"],
            "lookups": settings["lookups"],
            "creations": settings["creations"],
            "whole": settings["whole"],
            "waits": settings["waits"],
            "ignored": settings["ignored"],
            "holds": holds,
            "hold_count": len(settings["holds"]),
            "tracees": settings["tracees"],
            "deadline": settings["deadline"],
            "output": OUTPUT,
            "flood": settings["through"] is not None,
        },
    )
    status, limit, harm = new("int *"), new("const char **"), new("struct tracer_harm *")
    if extension.lib.tracer_run(options, status, limit, harm) == -1:
        error = extension.ffi.errno
        raise OSError(error, os.strerror(error))
    del kept  # until here the tracer needed them
    for number, rule in enumerate(settings["holds"]):
        if not holds[number].met and settings["cancel"] == -1:
            print(f"joinscope: {_never_met(number, rule)}", file=sys.stderr)
    if harm.lost:
        print(f"joinscope: the recording is cut off: {os.strerror(harm.lost)}", file=sys.stderr)
    if harm.own_tracer and settings["cancel"] == -1:
        print(f"joinscope: {OWN_TRACER}", file=sys.stderr)
    return int(status[0]), extension.ffi.string(limit[0]).decode() if limit[0] else None


def _rules(extension: Any, rules: Holds) -> tuple[Any, list[Any]]:
    """The rules of a schedule for the tracer, and the texts that they point at; NULL: no rules."""
    kept: list[Any] = []

    def text(word: str | None) -> Any:
        if word is None:
            return extension.ffi.NULL
        kept.append(extension.ffi.new("char[]", os.fsencode(word)))
        return kept[-1]

    def point(flat: FlatPoint) -> dict[str, Any]:
        where, thread, call, behind, stream, result, nth = flat
        return {
            "where": where,
            "thread": text(thread),
            "call": text(call),
            "object": text(behind),
            "stream": stream,
            "result": result,
            "nth": nth,
        }

    found = [{"at": point(at), "until": point(until), "met": 0} for at, until in rules]
    return (extension.ffi.new("struct hold_rule[]", found) if found else extension.ffi.NULL), kept


def _never_met(number: int, rule: tuple[FlatPoint, FlatPoint]) -> str:
    """That a rule of the schedule has held nobody."""
    (_, thread, call, *_), _until = rule
    who, what = thread or "any thread", call or "a point of the schedule"
    return f"hold {number + 1} of the schedule held nobody: {who} did not come to {what}"


def go_on(then: tuple[list[str], list[int]], status: int) -> None:
    """Become another command, which gets the wait status as its last argument."""
    command, descriptors = then
    for fd in descriptors:
        os.set_inheritable(fd, True)  # noqa: FBT003 - positional only
    os.execv(command[0], [*command, str(status)])


def end_by_control_c() -> None:
    """Until the command runs, Ctrl-C ends this process as it would end the command: silently."""
    import _signal  # type: ignore[import-not-found]  # noqa: PLC0415 - what signal itself is made of; it takes longer to import

    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)


def end_as(status: int) -> None:
    """End this process as the one with this wait status ended, but leave no second core file."""
    if os.WIFSIGNALED(status):
        import resource  # noqa: PLC0415
        import signal  # noqa: PLC0415

        number = os.WTERMSIG(status)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if number != signal.SIGKILL:
            signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


def record(settings: dict[str, Any]) -> tuple[int, str | None]:
    """Record one run, as run() does. SystemExit if it cannot be."""
    try:
        return run(settings)
    except BrokenPipeError:  # nobody reads the records any more, and all has been killed
        raise SystemExit(1) from None
    except OSError as error:
        from joinscope.recording.recorders import supervisor  # noqa: PLC0415

        no_process = supervisor.is_no_process(error)
        if no_process and settings["cancel"] != -1:
            raise SystemExit(supervisor.NO_PROCESS) from None
        why = no_process_sentence(error.errno or 0) if no_process else error.strerror
        print(f"joinscope: cannot record: {why}", file=sys.stderr)
        raise SystemExit(2) from None


def main() -> None:
    """Record as the first argument says; without a cancel pipe, end as the program did."""
    settings = marshal.loads(bytes.fromhex(sys.argv[1]))  # noqa: S302 - our own
    sys.path[:0] = settings["path"]
    if settings["cancel"] != -1:
        from joinscope.recording.recorders import supervisor  # noqa: PLC0415

        native()  # once for the supervisor and the recorder, which is its copy
        supervisor.supervise(lambda: record(settings))
        return
    end_by_control_c()
    status, limit = record(settings)
    if limit == "processes":
        most = settings["tracees"]
        print(f"joinscope: more than {most} threads at a time: all were killed", file=sys.stderr)
    if settings["then"] is not None:
        go_on(settings["then"], status)
    end_as(status)


if __name__ == "__main__":
    main()
