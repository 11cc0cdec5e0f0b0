"""The supervisor: the parent of a recorder, unknown to every program, which cleans up after it.

A recorder adopts orphans, and an orphan may do to the recorder whatever a process may do to its
parent: stop it, kill it. The supervisor continues a recorder that was stopped, and when it
has ended kills every process that is left. It holds the pipe of the records open until then, so
that its end of file says that nothing is left.
"""

from __future__ import annotations

import _signal as signal  # type: ignore[import-not-found]
import errno
import os
import sys

from joinscope.recording.recorders import process_tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

# The status of a recorder that could start no process (EX_TEMPFAIL of sysexits.h).
NO_PROCESS = 75


def is_no_process(error: OSError) -> bool:
    """Whether a fork has failed because there are too many processes, or no memory for one."""
    return error.errno in (errno.EAGAIN, errno.ENOMEM)


def supervise(record: Callable[[], object]) -> None:
    """Run a recorder in a child, in a session of its own, until no process of it is left."""
    process_tree.ignore_signals()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # else no wait would tell of an end
    try:
        recorder = os.fork()
        if recorder == 0:
            os.setsid()  # a terminal will be the program's
            record()
            return
        process_tree.adopt_orphans()
        while os.WIFSTOPPED(status := os.waitpid(recorder, os.WUNTRACED)[1]):
            os.kill(recorder, signal.SIGCONT)
        process_tree.kill_all(recorder)
    except BrokenPipeError:
        return  # nobody wants the records any more, and all has been killed
    except OSError as error:
        if is_no_process(error):
            sys.exit(NO_PROCESS)
        raise SystemExit(f"joinscope: a recorder was refused what it needs: {error}") from None
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == NO_PROCESS:
        sys.exit(NO_PROCESS)
