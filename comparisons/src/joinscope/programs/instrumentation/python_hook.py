"""Notes which functions of a Python program are in which call, from within the program.

The program is started as ever; before it runs, Python imports a `sitecustomize` of ours (see
`programs.instrumentation`) that executes this file and calls `start`. So no frame, module or
argument of ours is in the program's way. Any Python from 3.9 on runs this, with the standard
library alone.

A hook (sys.setprofile) follows the calls of each thread. Nothing is noted until a C function is
called that waits, prints, or makes or ends a process: then the functions that lead there are. The
notes, lines of text (see protocol.md), are written before the C function runs.

The hook costs time for each call, so it goes off after so many of them, and on again when a method
of Process or Popen is looked up: a descriptor in the place of the method sees that, and returns the
method itself. As soon as the program profiles or traces itself, all of this is taken back.
"""

from __future__ import annotations

import atexit
import contextlib
import faulthandler
import importlib
import os
import signal
import subprocess
import sys
import threading
import weakref
from multiprocessing import context, process
from time import monotonic_ns
from types import FrameType
from typing import Any, Callable

NO_DESCRIPTOR, MARK, MOST = (
    -2,
    b"joinscope note\n",
    1 << 16,
)  # as tracer/stops/note.h; bytes of a note
# As tracer/dumps.h, and a signal that hardly any program uses.
DUMP_FD, DUMP_SIGNAL = 0x7FFFFF00, signal.SIGRTMAX
# Events until the hook goes off: of a program, of a forked worker, of all other threads, of a
# method, and behind it; and of a thread in all.
PROGRAM, WORKER, THREADS = 20_000, 5_000, 200_000
METHOD, AFTERWARDS, ALL = 60_000, 300, 3_000_000
# The C functions that are noted.
TELLING = {
    *("builtins.print", "builtins.input", "time.sleep", "_posixsubprocess.fork_exec"),
    *("TextIOWrapper.flush", "BufferedWriter.flush", "TextIOWrapper.write"),
    *("sys.exit", "atexit.register"),
    *("fcntl.flock", "fcntl.lockf"),
    *("poll.poll", "epoll.poll", "select.select", "select.epoll.poll", "select.poll.poll"),
    *("lock.acquire", "_thread.lock.acquire", "_ThreadHandle.join", "_thread._ThreadHandle.join"),
    *("SemLock.acquire", "_multiprocessing.SemLock.acquire"),
    *("_thread.start_new_thread", "_thread.start_joinable_thread"),  # the latter from 3.13 on
    *(f"socket.{each}" for each in ("accept", "connect", "recv", "send", "sendmsg", "recvmsg")),
    *(f"_socket.socket.{each}" for each in ("recv", "send", "sendmsg", "recvmsg")),
    *(f"signal.{each}" for each in ("pause", "sigwait", "sigwaitinfo", "sigtimedwait")),
    *(f"_signal.{each}" for each in ("pause", "sigwait", "sigwaitinfo", "sigtimedwait")),
    *(
        f"posix.{each}"
        for each in (
            *("fork", "forkpty", "posix_spawn", "posix_spawnp", "_exit", "abort", "system"),
            *("execv", "execve", "wait", "wait3", "wait4", "waitid", "waitpid"),
            *("kill", "killpg", "pidfd_open", "pipe", "pipe2", "read", "write"),
        )
    ),
}
# Those with which a program begins to profile or to trace itself.
RIVALS = {"sys.setprofile", "sys.settrace", "sys.monitoring.use_tool_id"}
# `enable` is that of cProfile, whose objects have `getstats`.
NAMES = {each.rpartition(".")[2] for each in TELLING | RIVALS} | {"enable"}
# What sets the result of a Pool's task, by its file and its name, and the classes of such results.
POOL, SETS, RESULTS = "multiprocessing" + os.sep + "pool.py", "_set", ("ApplyResult", "MapResult")
UNREAD = 10  # of the errors that nobody has got, those that are noted
PROFILER = "_lsprof"  # the module of cProfile
OURS = __file__
HIDDEN = {OURS}  # whose frames are none of the program's


class Notes:
    """Where the notes of a thread go, and the numbers of the functions that they name.

    A forked process goes on with the numbers of the thread that made it.
    """

    def __init__(self, file: str | None) -> None:
        self._file = file
        self._numbers: dict[object, tuple[int, object]] = {}  # with what it is of, to keep that
        self._lines: list[str] = [f"thread {threading.get_ident():x}\n"]

    def call(self, when: int, function: Any, line: int) -> None:
        """A frame or a C function (then its name) was entered from a line of the one outside."""
        code = getattr(function, "f_code", None)
        key = id(code) if code else function
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers), code
            name = getattr(code, "co_qualname", code.co_name) if code else function  # from 3.11 on
            first, file = (code.co_firstlineno, code.co_filename) if code else (0, "")
            text = f"def {self._numbers[key][0]} {first} {name}\t{file}"
            self._lines.append(text.replace("\n", "?") + "\n")
        self._lines.append(f"call {when} {self._numbers[key][0]} {line}\n")

    def done(self) -> None:
        """The innermost of those that are noted was left."""
        self._lines.append(f"done {monotonic_ns()}\n")

    def uncaught(self, name: str) -> None:
        """Nothing caught an exception of the class of this name: it ends the process."""
        self._lines.append(f"uncaught {name}\n")

    def unread(self, trace: str) -> None:
        """A task of a Pool has raised this, and nobody called get() of its result."""
        if len(trace) < MOST // 8:
            self._lines.append(f"unread {trace.encode('unicode_escape').decode()}\n")

    def lost(self) -> None:
        """Those that are noted are followed no more."""
        self._lines.append("lost\n")

    def about(self, frame: FrameType) -> None:
        """If it is a join that comes next, say of which Process."""
        if frame.f_code.co_name == "join":
            pid = getattr(getattr(frame.f_locals.get("self"), "_popen", None), "pid", None)
            if isinstance(pid, int):
                name = str(getattr(frame.f_locals.get("self"), "name", "")).replace("\n", "?")
                self._lines.append(f"about {pid} {name}\n")

    def started(self, frame: FrameType) -> None:
        """A start() returns: if it was that of a Process, say what that is called."""
        scope = frame.f_locals.get("self")
        pid = getattr(getattr(scope, "_popen", None), "pid", None)
        if isinstance(pid, int):
            name = str(getattr(scope, "name", "")).replace("\n", "?")
            self._lines.append(f"named {pid} {name}\n")
            self.write()

    def begin_anew(self) -> bool:
        """In a copy of a process: a tracer knows of which, in a file it begins with nothing."""
        if self._file is not None:
            self._numbers.clear()
            self._lines = ["copy\n", f"thread {threading.get_ident():x}\n"]
        return self._file is not None

    def write(self) -> None:
        """Write what there is."""
        lines, self._lines = self._lines, []
        while lines:
            part, size = [], 0
            while lines and size < MOST:
                part.append(lines.pop(0).encode("utf-8", "surrogateescape"))
                size += len(part[-1])
            self._write(b"".join(part))

    def _write(self, data: bytes) -> None:
        try:
            if self._file is None:
                os.write(NO_DESCRIPTOR, MARK + data)
            else:
                flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
                fd = os.open(self._file, flags, 0o600)
                try:
                    os.write(fd, b"from %d %d\n" % (os.getpid(), threading.get_native_id()) + data)
                finally:
                    os.close(fd)
        except OSError:
            pass  # nobody traces, or the file is gone: the program goes on


class Follower:
    """Follows the calls of one thread: `program` and `method` are the events that are left."""

    def __init__(self, instrumentation: Instrumentation, notes: Notes, program: int) -> None:
        self.notes = notes
        self.program = program
        self.method = 0
        self._all = ALL
        self._instrumentation = instrumentation
        # Of [frame or C function, when it was entered (0: not known), whether that is noted].
        self._stack: list[list[Any]] = []
        # Of [frame, the line that it was in], while SystemExit leaves them; None: it is caught.
        self._leaving: list[tuple[FrameType, int]] | None = None

    def extend(self) -> bool:
        """Follow a method too; False if that was done often enough."""
        self.method = min(METHOD, self._all)
        return self.method > 0

    def hook(self, frame: FrameType, event: str, arg: Any) -> None:
        """Take an event of sys.setprofile. Raises nothing of its own."""
        try:
            if frame.f_code.co_filename not in HIDDEN:
                self._take(frame, event, arg)
        except Exception as error:
            self.stop()
            trace = error.__traceback__
            while trace is not None:  # a signal handler of the program may have run here
                if trace.tb_frame.f_code.co_filename not in HIDDEN:
                    raise
                trace = trace.tb_next

    def _take(self, frame: FrameType, event: str, arg: Any) -> None:
        stack = self._stack
        if event == "call":
            if not stack:
                self._rebuild(frame.f_back)
            stack.append([frame, monotonic_ns(), False])
            if frame.f_code.co_name == SETS and frame.f_code.co_filename.endswith(POOL):
                self._instrumentation.errors.take(frame)
        elif event == "return":
            self._returned(frame)
        elif event == "c_call":
            if arg.__name__ in NAMES:
                self._called(frame, arg)
        elif stack and stack[-1][0] == arg:  # from 3.12 on it need not be the same object
            self._left(arg)
            if event == "c_exception" and arg is sys.exit:
                self._exits()
            if arg.__name__ == "fork" and os.getpid() != self._instrumentation.pid:
                self._forked()
        self._spend()

    def _spend(self) -> None:
        """One event less; behind the last it goes off."""
        if self.method > 0:
            self.method -= 1
            self._all -= 1
            return
        self.program -= 1
        # Inside of a C function that is noted it stays, to see the end of that.
        if self.program < 0 and not (self._stack and not isinstance(self._stack[-1][0], FrameType)):
            if PROFILER in sys.modules:  # with the hook off nothing tells when it begins
                self._instrumentation.retire()
            self.stop()

    def _returned(self, frame: FrameType) -> None:
        if id(frame.f_code) in METHODS:
            self.method = min(self.method, AFTERWARDS)
            innermost = self._stack and self._stack[-1][0] is frame
            if innermost and frame.f_code.co_name in WAITS:
                self._note_frames()  # also where it called nothing that tells
            if frame.f_code.co_name == "start":
                self.notes.started(frame)
        self._left(frame)
        if self._leaving:
            self._goes_on_leaving(frame)
        if not self._stack:
            self.notes.write()

    def _called(self, frame: FrameType, function: Any) -> None:
        name = _name(function)
        if name in TELLING:
            self._enter(frame, function, name)
        elif name in RIVALS or hasattr(function.__self__, "getstats"):
            self._instrumentation.retire()

    def _exits(self) -> None:
        """Expect that what sys.exit() raised leaves all frames, or those of a worker's work."""
        frames = [each for each, *_ in self._stack]
        begins = max((i for i, each in enumerate(frames) if each.f_code is BOOTSTRAP), default=-1)
        self._leaving = [(each, each.f_lineno) for each in frames[begins + 1 :]]

    def _goes_on_leaving(self, frame: FrameType) -> None:
        """Note that nothing caught it, where each frame was left in the line that it was in."""
        expected, line = self._leaving[-1] if self._leaving else (None, 0)
        if frame is not expected:
            return  # one that was entered as that was left, as by `finally`
        if frame.f_lineno != line:
            self._leaving = None
            return
        self._leaving = self._leaving and self._leaving[:-1]
        if not self._leaving:
            self.notes.uncaught("SystemExit")
            self.notes.write()

    def _left(self, what: object) -> None:
        """Note that a frame or a C function has been left, if it is noted that it was entered."""
        while self._stack:
            entered, _, noted = self._stack.pop()
            if noted:
                self.notes.done()
            if entered is what or entered == what:
                break

    def _enter(self, frame: FrameType, function: object, name: str) -> None:
        """Note a C function, and those that lead there."""
        if not self._stack or self._stack[-1][0] is not frame:
            self._rebuild(frame)
        self.notes.call(monotonic_ns(), name, self._note_frames())
        self._stack.append([function, 0, True])
        self.notes.write()

    def _note_frames(self) -> int:
        """Note those that are not; return the line that the innermost is at."""
        line = 0
        for entry in self._stack:
            each, when, noted = entry
            if not noted:
                entry[2] = True
                if isinstance(each, FrameType) and id(each.f_code) in METHODS:
                    self.notes.about(each)
                self.notes.call(when, each, line)
            line = getattr(each, "f_lineno", None) or 0
        return line

    def _rebuild(self, frame: FrameType | None) -> None:
        """Begin anew with the frames that there are."""
        self._forget()
        while frame is not None:
            if frame.f_code.co_filename not in HIDDEN:
                self._stack.append([frame, 0, False])
            frame = frame.f_back
        self._stack.reverse()

    def _forget(self) -> None:
        if any(noted for _, _, noted in self._stack):
            self.notes.lost()
        self._stack.clear()

    def _forked(self) -> None:
        self._instrumentation.pid = os.getpid()
        if self.notes.begin_anew():
            for entry in self._stack:
                entry[1:] = 0, False
        self.program, self.method = min(self.program, WORKER), min(self.method, WORKER)

    def stop(self) -> None:
        """Follow no more, until a method is looked up."""
        sys.setprofile(None)
        self._forget()
        self.notes.write()


class TaskErrors:
    """What tasks of Pools have raised, which only get() of their results tells.

    get() raises the exception itself, which has a traceback then. A result may end long before the
    program does: it is asked when it ends, and lives no longer for that, nor does what it has.
    """

    def __init__(self) -> None:
        self._results: dict[int, tuple[Any, dict[str, Any]]] = {}
        self._unread: list[str] = []
        self._got = False

    def take(self, frame: FrameType) -> None:
        """A result is set, by the method that begins."""
        scope, names = frame.f_locals, frame.f_code.co_varnames
        result, (success, value) = scope[names[0]], scope[names[2]]
        if success or type(result).__name__ not in RESULTS or result._error_callback is not None:
            return
        if type(value.__cause__).__name__ == "RemoteTraceback" and id(result) not in self._results:
            key = id(result)
            reference = weakref.ref(result, lambda _: self._ended(key))
            self._results[key] = reference, result.__dict__

    def _ended(self, key: int) -> None:
        _, values = self._results.pop(key)
        error = values.get("_value")
        if getattr(error, "__traceback__", None) is not None:
            self._got = True
        elif isinstance(error, BaseException) and len(self._unread) < UNREAD:
            self._unread.append(str(error.__cause__))

    def unread(self) -> list[str]:
        """The tracebacks of those that nobody got; none if any was got: then the program knows."""
        for each in list(self._results):
            self._ended(each)
        return [] if self._got else self._unread


def _name(function: Any) -> str:
    module = getattr(function, "__module__", None)
    name = str(getattr(function, "__qualname__", ""))
    return f"{module}.{name}" if module else name


class Instrumentation:
    """That of this process: of its threads, of the methods of Process and Popen, of its workers."""

    def __init__(self, file: str | None) -> None:
        self.pid = os.getpid()
        self._file = file
        self.errors = TaskErrors()
        self._local = threading.local()
        self._threads = THREADS
        self._replaced: list[tuple[type, str, object, object]] = []

    def begin(self) -> None:
        """Follow the program from now on."""
        for class_, names in WATCHED.items():
            for name in names:
                there = class_.__dict__.get(name)
                if isinstance(there, property):
                    METHODS.add(id(getattr(there.fget, "__code__", None)))
                    self._replace(class_, name, WatchedProperty(there, self))
                elif there is not None:
                    METHODS.add(id(there.__code__))
                    self._replace(class_, name, Watched(there, self))
        self._replace(process.BaseProcess, "__reduce_ex__", self._reduce())
        if self._file is None:
            _tell_stacks()
        atexit.register(self._tell_uncaught)
        atexit.register(self._tell_unread)
        self._begin_thread = self._thread_begins  # one object, to know it again
        threading.setprofile(self._begin_thread)
        self._local.follower = Follower(self, Notes(self._file), PROGRAM)
        self.follow()

    def _replace(self, class_: type, name: str, new: object) -> None:
        self._replaced.append((class_, name, class_.__dict__.get(name), new))
        setattr(class_, name, new)

    def retire(self) -> None:
        """Take everything back: the program profiles itself, and should not find us."""
        for class_, name, old, new in self._replaced:
            if class_.__dict__.get(name) is not new:
                continue
            if old is None:
                delattr(class_, name)
            else:
                setattr(class_, name, old)
        self._replaced.clear()
        atexit.unregister(self._tell_uncaught)
        atexit.unregister(self._tell_unread)
        if getattr(threading, "_profile_hook", None) is self._begin_thread:
            threading.setprofile(None)  # as it is at first
        self._follower().stop()

    def _tell_uncaught(self) -> None:
        """Note what the interpreter has shown last, if nothing caught that: also with no hook.

        Its outermost frame has none behind it, unlike what a shell or a test runner keeps there.
        """
        error = getattr(sys, "last_value", None)
        trace = getattr(error, "__traceback__", None)
        if trace is not None and trace.tb_frame.f_back is None:
            notes = Notes(self._file)
            notes.uncaught(type(error).__name__)
            notes.write()

    def _tell_unread(self) -> None:
        """Note what tasks of Pools have raised that nobody got."""
        notes = Notes(self._file)
        for trace in self.errors.unread():
            notes.unread(trace)
        notes.write()

    def follow(self) -> None:
        """Follow this thread for a method, unless the program itself profiles or traces it."""
        there = sys.getprofile()
        follower = self._follower()
        if there is not None and getattr(there, "__self__", None) is follower:
            follower.extend()
        elif there is not None or sys.gettrace() is not None or _monitored():
            if self._replaced:
                self.retire()
        elif follower.extend():
            sys.setprofile(follower.hook)

    def _follower(self) -> Follower:
        follower = getattr(self._local, "follower", None)
        if follower is None:
            budget = min(PROGRAM, self._threads)
            self._threads -= budget
            follower = self._local.follower = Follower(self, Notes(self._file), budget)
            if self._file is None:
                follower.notes.write()  # who it is: it may never call anything that is noted
        return follower

    def _thread_begins(self, frame: FrameType, event: str, arg: Any) -> None:
        follower = self._follower()
        sys.setprofile(follower.hook)
        follower.hook(frame, event, arg)

    def _reduce(self) -> Callable[[Any, Any], Any]:
        """A method for Process: a worker that unpickles one is instrumented too."""
        names = {"file": OURS, "notes": self._file, "code": ADOPT}

        def reduce(process_obj: Any, protocol: Any) -> Any:
            reduced = object.__reduce_ex__(process_obj, protocol)
            if context.get_spawning_popen() is None or not isinstance(reduced, tuple):
                return reduced
            make, arguments, *rest = reduced
            scope = {**names, "make": make, "arguments": arguments}
            return (eval, ("[exec(code), make(*arguments)][-1]", scope), *rest)

        return reduce


class NoFile:
    """A file that cannot exist, but by its number: only a tracer sees what is written to it."""

    def fileno(self) -> int:
        """A descriptor above all that any process may have."""
        return DUMP_FD

    def flush(self) -> None:
        """There is nothing to flush."""


def _tell_stacks() -> None:
    """Have the stacks of all threads told on a signal, by a handler that is C and takes no lock.

    A tracer sends it when it ends the run; a forked process inherits the handler.
    """
    if signal.getsignal(DUMP_SIGNAL) is signal.SIG_DFL:
        faulthandler.register(DUMP_SIGNAL, file=NoFile(), chain=False)  # type: ignore[arg-type]
        with contextlib.suppress(OSError):
            os.write(NO_DESCRIPTOR, MARK + b"dumps %d\n" % DUMP_SIGNAL)


def _monitored() -> bool:
    """Whether a tool of sys.monitoring is at work; from 3.12 on cProfile is one."""
    monitoring = getattr(sys, "monitoring", None)
    return monitoring is not None and any(monitoring.get_tool(each) for each in range(6))


class Watched:
    """Stands in a class for one of its methods, and sees when it is looked up."""

    def __init__(self, method: Any, instrumentation: Instrumentation) -> None:
        self._method = method
        self._instrumentation = instrumentation

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        if instance is not None:
            self._instrumentation.follow()
        return self._method.__get__(instance, owner)


class WatchedProperty(property):
    """The same for a property."""

    _instrumentation: Instrumentation

    def __init__(self, there: property, instrumentation: Instrumentation) -> None:
        super().__init__(there.fget, there.fset, there.fdel, there.__doc__)
        self._instrumentation = instrumentation

    def __get__(self, instance: Any, owner: type | None = None, /) -> Any:
        if instance is not None:
            self._instrumentation.follow()
        return super().__get__(instance, owner)


BOOTSTRAP = process.BaseProcess._bootstrap.__code__  # type: ignore[attr-defined]
WAITS = ("join", "wait", "communicate")
METHODS: set[int] = set()  # the ids of the code of those that are watched
WATCHED: dict[type, tuple[str, ...]] = {
    process.BaseProcess: (
        *("start", "join", "is_alive", "exitcode", "terminate", "kill", "interrupt", "close"),
    ),
    subprocess.Popen: ("__init__", "wait", "poll", "communicate", "send_signal"),
}
# What a worker executes before it unpickles its Process.
ADOPT = """
try:
    with open(file, 'rb') as source:
        scope = {'__name__': 'joinscope_calls', '__file__': file}
        exec(compile(source.read(), file, 'exec'), scope)
    scope['Instrumentation'](notes).begin()
except Exception:
    pass
"""


def start(folder: str, python_path: str | None, notes: str | None, method: str | None) -> None:
    """Begin, as the sitecustomize in a folder at the head of PYTHONPATH, and hide that.

    `python_path` is what PYTHONPATH was without us, `notes` a file (None: a tracer sees them),
    `method` the start method that is the default, unless the program sets its own.
    """
    if python_path is None:
        os.environ.pop("PYTHONPATH", None)
    else:
        os.environ["PYTHONPATH"] = python_path
    HIDDEN.add(os.path.join(folder, "sitecustomize.py"))
    if folder in sys.path:
        sys.path.remove(folder)
    sys.path_importer_cache.pop(folder, None)
    if method:
        default: Any = context._default_context
        default._default_context = context._concrete_contexts[method]  # type: ignore[attr-defined]
    Instrumentation(notes).begin()


def go_on() -> None:
    """Import the sitecustomize that Python would have found; ImportError if there is none."""
    del sys.modules["sitecustomize"]
    importlib.invalidate_caches()
    importlib.import_module("sitecustomize")
