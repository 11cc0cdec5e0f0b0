"""joinscope record: records any command, which behaves as it would alone."""

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from joinscope.cli.convert import converter
from joinscope.cli.options import TakesCommand
from joinscope.errors import RecorderError, UsageError
from joinscope.recording.environment import ignored_signals
from joinscope.recording.recorders import syscalls
from joinscope.render import atomic_file

if TYPE_CHECKING:
    from joinscope.recording.recorders.syscalls import FlatPoint

FORMATS = ("jsonl", "perfetto")


@click.command(
    cls=TakesCommand,
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED, metavar="COMMAND...")
@click.option(
    "-o",
    "--output",
    type=click.Path(readable=False, path_type=Path),
    metavar="FILE",
    help="The file that gets the recording; default: recording.jsonl, or recording.trace.json.",
)
@click.option(
    "--format",
    "formats",
    default="jsonl",
    show_default=True,
    metavar="FORMAT,...",
    help="jsonl, perfetto (a Chrome trace, for Perfetto's UI); with both it stands "
    "beside the other, with the suffix .trace.json.",
)
@click.option(
    "--seccomp/--no-seccomp",
    default=True,
    help="With it only the recorded calls stop; without it all do, which is slower, but the "
    "command does not get no_new_privs.",
)
@click.option(
    "--look-ups",
    "lookups",
    is_flag=True,
    help="Record who looks at files and folders, too, which is slower; without it anybody may have "
    "seen what is changed, which leaves orders unknown.",
)
@click.option(
    "--schedule",
    type=click.Path(readable=False, path_type=Path),
    metavar="FILE",
    help="Hold threads back as this says (joinscope/schedule/1), to see what happens then.",
)
@click.option(
    "--require-evidence",
    is_flag=True,
    help="Kill the command if the recording cannot be written, and end with 2.",
)
def record(
    *,
    command: tuple[str, ...],
    output: Path | None,
    formats: str,
    seccomp: bool,
    lookups: bool,
    schedule: Path | None,
    require_evidence: bool,
) -> None:
    """Record what the processes of any command do, as JSON Lines (joinscope/recording/2).

    Standard streams, terminal, signals and exit status pass through. The recording ends with the
    last process that the command has started. More than 4096 threads at a time end it: then all
    are killed. So they are when the command itself has ended and Ctrl-C, or a signal that ends
    programs (SIGTERM, SIGHUP, SIGQUIT), says not to wait for those that it has left behind. A disk
    that is full ends the recording, not the command.
    """
    syscalls.end_by_control_c()
    if sentence := syscalls.refusal():
        raise RecorderError(f"cannot record: {sentence}")
    jsonl, trace = _files(output, formats)
    records = _open(jsonl, os.O_RDWR if trace else os.O_WRONLY)
    then = converter(records, _open(trace, os.O_WRONLY)) if trace else None
    words = list(command)
    if words[0].endswith(".py") and not os.access(words[0], os.X_OK):
        words.insert(0, sys.executable)  # a program, though no command
    line = syscalls.start_line(
        words,
        records=records,
        then=then,
        seccomp=seccomp,
        lookups=lookups,
        whole=require_evidence,
        holds=_holds(schedule) if schedule else (),
    )
    sys.stdout.flush()
    for number in ignored_signals():  # so it stays for the command
        signal.signal(number, signal.SIG_IGN)
    os.execv(line[0], line)  # noqa: S606 - this process becomes the recorder, its PID stays


def _holds(schedule: Path) -> "list[tuple[FlatPoint, FlatPoint]]":
    """The rules in a file, as the tracer takes them."""
    from joinscope.schedule import flat, read  # noqa: PLC0415 - slow to load

    return flat(read(schedule))


def _files(output: Path | None, formats: str) -> tuple[Path | None, Path | None]:
    """The files for the records (None: a temporary one) and for the trace (None: none)."""
    wanted = formats.split(",")
    for each in wanted:
        if each not in FORMATS:
            raise UsageError(f"no format {each!r}; there are: {', '.join(FORMATS)}")
    if "perfetto" not in wanted:
        return output or Path("recording.jsonl"), None
    if "jsonl" not in wanted:
        return None, output or Path("recording.trace.json")
    jsonl = output or Path("recording.jsonl")
    return jsonl, jsonl.with_suffix(".trace.json")


def _open(file: Path | None, mode: int) -> int:
    """A descriptor of a file that is emptied, or of one without a name; the recorder inherits it.

    What cannot be read again (a pipe) cannot be converted either.
    """
    try:
        descriptor = _unnamed() if file is None else atomic_file.begin(file, mode)
        if mode == os.O_RDWR:
            os.lseek(descriptor, 0, os.SEEK_SET)
    except OSError as error:
        name = file or "a temporary file"
        raise UsageError(f"{name}: cannot be written: {error.strerror}") from None
    os.set_inheritable(descriptor, True)  # noqa: FBT003 - positional only
    return descriptor


def _unnamed() -> int:
    """A descriptor of a temporary file without a name."""
    import tempfile  # noqa: PLC0415 - slow to load

    with tempfile.TemporaryFile() as unnamed:
        return os.dup(unnamed.fileno())
