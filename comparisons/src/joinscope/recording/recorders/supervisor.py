"""The keeper: stands above a recorder, unknown to every program, and cleans up after it.

A recorder adopts orphans, and what it adopts may do to it whatever a process may do to its parent:
stop it, kill it. The keeper wakes a recorder that is stopped and, when it has ended, kills what is
left. It holds the records open until then, so that their end says that nothing is left.
"""

from __future__ import annotations

import _signal as signal  # type: ignore[import-not-found]
import os

from joinscope.recording.recorders import process_tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def keep(record: Callable[[], object]) -> None:
    """Run a recorder in a child, in a session of its own, until nothing of it is left."""
    process_tree.ignore_signals()
    try:
        recorder = os.fork()
        if recorder == 0:
            os.setsid()  # a terminal will be the program's
            record()
            return
        process_tree.adopt_orphans()
        while os.WIFSTOPPED(os.waitpid(recorder, os.WUNTRACED)[1]):
            os.kill(recorder, signal.SIGCONT)
        process_tree.kill_all(recorder)
    except BrokenPipeError:
        pass  # nobody wants the records any more, and all has been killed
    except OSError as error:
        raise SystemExit(f"joinscope: a recorder was refused what it needs: {error}") from None
