"""A recording that a command is given as a file, with what was understood of it."""

from pathlib import Path

from joinscope.errors import UsageError
from joinscope.joins.account import Account
from joinscope.recording.recording import Recording, read


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
