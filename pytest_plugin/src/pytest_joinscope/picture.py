"""Who waits for whom in a process that stands still, as text."""

import io
import os
from collections.abc import Collection

from joinscope.explanation.hang_traps import TRAP_IDS
from joinscope.explanation.live_hang import LiveAnswer, answer
from joinscope.live.standstill import OF_THE_OBSERVER
from joinscope.live.two_looks import look_twice
from joinscope.recording.call_names import call_name
from joinscope.render.text.live import live_text
from joinscope.render.text.verdict import show
from joinscope.render.wording.hang_causes import cause
from rich.console import Console

WIDTH = 96  # columns, so that pytest's own marks fit beside it


def picture(pid: int, without: Collection[int]) -> tuple[str, str]:
    """The cause in a sentence, and the waits of a process and all below it.

    The threads and processes `without` have no part in it.
    """
    others = frozenset(without) | {os.getpid()}
    looks = look_twice(pid, call_name, others, OF_THE_OBSERVER)
    found = answer(pid, looks, _runtime, stacks=True)
    if found is None:
        return "", f"process {pid} has ended"
    with io.StringIO() as file:
        out = Console(file=file, width=WIDTH, highlight=False, emoji=False, markup=False)
        show(out, *live_text(found))
        return trap_text(found), file.getvalue().rstrip("\n")


def trap_text(found: LiveAnswer) -> str:
    """The cause in a sentence, with the id that it can be looked up by."""
    trap = found.hang.trap
    number = "" if trap is None else f"[{TRAP_IDS[type(trap)]}] "
    return f"{number}{cause(found.hang)}"


def _runtime(pid: int) -> str:
    try:
        return os.path.basename(os.readlink(f"/proc/{pid}/exe"))  # noqa: PTH115, PTH119
    except OSError:
        return "python"
