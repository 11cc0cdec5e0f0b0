"""Recordings as files: one that a command is given, and those of runs that must not be."""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from joinscope.errors import UsageError
from joinscope.joins.account import Account
from joinscope.recording.recording import Recording, read
from joinscope.schedules.forced_runs import ForcedRun


def is_recording(name: str) -> bool:
    """Whether a word names a recording: no source file."""
    file = Path(name)
    return file.suffix == ".jsonl" or (file.suffix not in (".py", ".c") and file.is_file())


def recorded(file: Path) -> tuple[Recording, Account]:
    """The recording in a file; UsageError if it is none, or has too little in it."""
    account = Account()
    try:
        recording = read(file, account)
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{file}: is no recording: {error}") from None
    if recording.pid is None:
        raise UsageError(f"{file}: is no recording: no program starts in it")
    if not account.proves:
        raise UsageError(f"{file}: has no system calls, so no order is proved: record it traced")
    if not recording.complete:
        raise UsageError(f"{file}: is not complete: what comes after its end is not known")
    return recording, account


def keep(wrong: Sequence[ForcedRun]) -> None:
    """Keep the recordings of runs that must not be, under names that are new."""
    for each in wrong:
        with tempfile.NamedTemporaryFile(
            prefix="forced-", suffix=".jsonl", dir=Path.cwd(), delete=False
        ) as file:
            file.write(each.recording)
        print(f"joinscope: a proof is wrong; the recording is kept: {file.name}", file=sys.stderr)
