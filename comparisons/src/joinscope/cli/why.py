"""joinscope why: why a program that runs does not go on."""

import io
import os
import sys
from pathlib import Path

import click
from rich.console import Console

from joinscope.errors import EvidenceError, UsageError
from joinscope.explanation.live_hang import LiveAnswer, answer
from joinscope.live.look import read, stat
from joinscope.live.program_tree import is_of_the_kernel, parent_of
from joinscope.live.two_looks import look_twice
from joinscope.live.unseen import FIRST_NAMESPACE
from joinscope.recording.call_names import call_name
from joinscope.render import atomic_file, terminal
from joinscope.render.text import verdict as text
from joinscope.render.text.live import live_text
from joinscope.render.wording.status import status_text

WIDTH = 100  # columns of a text file
FORMATS = ("text", "json")


@click.command()
@click.argument("pid", type=click.IntRange(min=1), metavar="PID")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="How to show it; default: as the name of FILE ends, else text.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(readable=False, path_type=Path),
    metavar="FILE",
    help="Where to write it; -: standard output.",
)
@click.option(
    "--stacks",
    type=click.Choice(("python", "none")),
    default="python",
    show_default=True,
    help="Which stacks to show; python takes py-spy.",
)
def why(*, pid: int, form: str | None, output: Path | None, stacks: str) -> None:
    """Tell why a program that runs does not go on: who waits for whom in it.

    It only reads: no process is stopped, signalled or traced. Two looks, 0.1 seconds apart, show
    what stands still. `stuck` is said only where nothing in the program's processes can end the
    wait; somebody else may still send a signal.

    Exit status: 1 if it is stuck; 0 if it goes on, or is likely stuck, or that is not known; 2 if
    there is no such process, or nothing of it may be read.
    """
    if output == Path("-"):
        output = None
    form = form or ("json" if output is not None and output.suffix == ".json" else "text")
    if output is not None:
        atomic_file.check(output)
    if sys.platform != "linux":
        raise EvidenceError(f"processes are looked at by Linux's /proc, and this is {sys.platform}")
    check_process(pid)
    found = answer(pid, look_twice(pid, call_name), _runtime, stacks=stacks == "python")
    if found is None:
        raise UsageError(f"process {pid} has ended while it was looked at")
    _write(found, form, output)
    if found.verdict == "stuck":
        raise SystemExit(1)


def check_process(pid: int) -> None:
    """Refuse what is no program that can be looked at, in a sentence."""
    fields = stat(f"/proc/{pid}")
    if not fields:
        raise UsageError(f"there is no process {pid}")
    group = read(f"/proc/{pid}/status").partition("\nTgid:")[2].partition("\n")[0].strip()
    if group != str(pid):
        raise UsageError(f"{pid} is a thread of process {group}: joinscope why {group}")
    if pid == os.getpid():
        raise UsageError(f"process {pid} is this joinscope itself")
    if is_of_the_kernel(pid):
        raise UsageError(f"process {pid} is a thread of the kernel, and no program")
    if fields[0] in "ZX" and len(os.listdir(f"/proc/{pid}/task")) < 2:  # noqa: PTH208
        how = status_text(int(fields[-1]))
        raise UsageError(
            f"process {pid} has ended already ({how}), and its parent, process {parent_of(pid)}, "
            "has not reaped it"
        )
    if pid == 1 and Path("/proc/self/ns/pid").readlink() == Path(FIRST_NAMESPACE):
        raise UsageError("process 1 is the system's first, and every other is below it")
    try:
        os.listdir(f"/proc/{pid}/fd")  # noqa: PTH208
    except PermissionError:
        if _owner(pid) != os.geteuid():  # else it is not dumpable, and something of it shows
            raise EvidenceError(
                f"process {pid} may not be read, as it belongs to somebody else: run joinscope as "
                "that user, or as root"
            ) from None


def _owner(pid: int) -> int:
    """The user that a process runs as; -1 if that does not show."""
    word = read(f"/proc/{pid}/status").partition("\nUid:")[2].split(maxsplit=1)
    return int(word[0]) if word else -1


def _runtime(pid: int) -> str:
    """What runs a process: the name of its executable file."""
    try:
        return Path(f"/proc/{pid}/exe").readlink().name
    except OSError:
        return read(f"/proc/{pid}/comm").strip()


def _write(found: LiveAnswer, form: str, output: Path | None) -> None:
    """Show it in a form, in a file or on standard output."""
    if form == "json":
        from joinscope.render.documents.json_text import json_text  # noqa: PLC0415 - slow to load
        from joinscope.render.documents.live import document  # noqa: PLC0415

        shown = json_text(document(found))
    elif output is None:
        out = text.console()
        text.show(out, *live_text(found))
        return
    else:
        with io.StringIO() as file:
            out = Console(file=file, width=WIDTH, highlight=False, emoji=False, markup=False)
            text.show(out, *live_text(found))
            shown = file.getvalue().removesuffix("\n")
    if output is not None:
        atomic_file.write(output, shown)
    else:
        terminal.write(shown)
