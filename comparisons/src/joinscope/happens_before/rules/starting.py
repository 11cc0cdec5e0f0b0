"""start()'s axiom: a worker is started alike, whatever the polls before it have told.

Each start() of multiprocessing first polls all workers that run, and reaps those that have ended:

    parent     getpid   wait4(7, WNOHANG) = 7   pipe   pipe   clone = 8
    worker 7   print "one"   exit
    worker 8                                                  print "two"

Here "one" came before the poll, but not because the poll waited for it. Had worker 7 been slower
the poll had found nothing, and worker 8 had been started by the same calls. That is no property of
the kernel, and a program that asks is_alive() polls by the same call and may well start the next
worker for that reason. It is an axiom of CPython's code: see axioms.py. By it the new worker comes
after what the parent did before it polled, and not after what the polls have told. What the parent
itself does later comes after that still, by a choice: a join() of worker 7 makes no call any more.

That it was start() which polled is known by its calls. It asks for its own PID, polls each worker
by its PID, makes two pipes (and has perhaps printed what its buffers held) and forks. Behind the
poll of an is_alive() start() asks for its own PID again. For that the recorder shows getpid() where
a poll has just reaped a child. A program of another language makes such calls for reasons of its
own, and python -O leaves that getpid() out of start(), for it is an assertion: there the axiom does
not hold. (PYTHONOPTIMIZE is in no recording.) And subprocess makes two pipes as well, for what its
child reads or prints and for an exec that fails, then forks, most often by vfork(). What it starts
comes after the polls all the same, from its exec on, which no worker of start() makes.
"""

from pathlib import PurePath

from joinscope.happens_before.kernel_state import Process, State, Thread
from joinscope.recording.records import (
    CreateArguments,
    Enter,
    Exec,
    Leave,
    PipeArguments,
    WaitArguments,
    WriteArguments,
)

PIPES = 2


def is_python(record: Exec) -> bool:
    """Whether a process executes a Python that keeps its assertions."""
    options = (each for each in record.arguments if each.startswith("-"))
    optimized = any("O" in each for each in options)  # also one that the program is given
    return PurePath(record.path).name.startswith("python") and not optimized


def entered(thread: Thread, record: Enter) -> None:
    """Forget the polls at any call that start() does not make."""
    match record.arguments:
        case WriteArguments():
            pass
        case WaitArguments(child=int(), options=options) if "WNOHANG" in options:
            thread.pipes = 0
        case PipeArguments():
            thread.pipes += 1
        case CreateArguments(flags=flags):
            forks = flags is not None and "CLONE_VFORK" not in flags
            starts = forks and thread.pipes == PIPES and thread.process.program.python
            thread.origin = thread.polled if starts else 0
            thread.polled = thread.pipes = 0
        case _:
            thread.polled = thread.pipes = 0


def created(state: State, creator: Thread, process: Process, enter: int) -> None:
    """A process was made, as start() does if its maker has an origin."""
    if creator.origin:
        state.started[process] = enter


def polled(state: State, thread: Thread, call: WaitArguments, record: Leave) -> None:
    """A poll of one child has reaped it."""
    if call.child is not None and "WNOHANG" in call.options and record.result > 0:
        thread.polled = thread.polled or state.graph.partner[thread.last]
