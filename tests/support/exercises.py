"""The exercises of the lessons: what a reader edits and runs, and what is then seen.

Each is a file NAME.toml beside the test, with the exercise to the letter and one run or more. A run
edits copies of a comparison's programs, types a command in their folder, and says what it shows.
Other sentences of a lesson that no claim can make are run in the same way.
"""

import os
import re
import select
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import cjoin
import msgspec
import pyjoin
from command import folded
from joinscope import catalog
from joinscope.catalog.claims import Possible
from joinscope.recording.call_names import call_name
from joinscope.schedule import Hold, schedule

ID = re.compile(r"\bJS\d{3}\b")
OPERATORS = ("|", "&&")


class Edit(msgspec.Struct, forbid_unknown_fields=True):
    """A text that stands once in a file, and what takes its place."""

    old: str
    new: str


class Waits(msgspec.Struct, forbid_unknown_fields=True):
    """A moment: a line has been printed, and the program's processes wait in these calls."""

    line: str
    calls: list[str]  # in the order of their creation


class Run(msgspec.Struct, forbid_unknown_fields=True):
    """An edit, a command, and what is then seen; what is left out is not looked at.

    The command is typed as a reader does: `python FILE`, `joinscope explain FILE`. SCHEDULE is a
    file with `holds`, by default those by which the lesson shows its race under this start method.
    Behind `then` stands what is typed next, PID being that of the program; what is seen is its
    output.
    """

    command: str
    exit_status: int
    file: str = ""  # default: NAME.py
    edits: list[Edit] = []
    start_method: str = "fork"
    holds: list[Hold] = []
    ctrl_c: Waits | None = None  # when it is pressed at a terminal, once
    meanwhile: Waits | None = None  # when `then` is typed, before the first command has ended
    then: str = ""
    prints: list[str] | None = None  # every line of standard output
    shows: list[str] = []  # patterns that are found somewhere in what is shown
    counts: dict[str, int] = {}  # patterns, and how often each is found
    traps: list[str] | None = None  # all ids that are told


class Seen(NamedTuple):
    """Standard output, that and standard error, and the exit status."""

    out: str
    all: str
    exit_status: int


class Stated(msgspec.Struct, forbid_unknown_fields=True):
    """A part of a lesson, to the letter, and the runs that show it."""

    text: str
    runs: list[Run]


class Exercise(msgspec.Struct, forbid_unknown_fields=True):
    """An exercise, to the letter, and its runs; what else the lesson states, and runs show."""

    text: str
    runs: list[Run]
    stated: list[Stated] = []


def of_lesson(text: str) -> str:
    """The exercise at the end of a lesson."""
    return text.rpartition("\nExercise: ")[2].strip()


def read(file: Path) -> Exercise:
    """What a file says; an error names it."""
    try:
        return msgspec.convert(tomllib.loads(file.read_text()), Exercise)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        error.add_note(f"in {file}")
        raise


def edited(name: str, run: Run, folder: Path) -> Path:
    """A copy of the program, edited. AssertionError where an edit's text is not in it once."""
    file = folder / (run.file or f"{name}.py")
    source = cjoin.source(file.stem) if file.suffix == ".c" else pyjoin.source(file.stem)
    text = source.read_text()
    for edit in run.edits:
        found = text.count(edit.old)
        assert found == 1, f"{file.name} has this {found} times, not once:\n{edit.old}"
        text = text.replace(edit.old, edit.new)
    file.write_text(text)
    return file


def differences(name: str, run: Run, folder: Path) -> list[str]:
    """What a run shows otherwise than it should, and then all that it shows."""
    file = edited(name, run, folder)
    if "SCHEDULE" in run.command:
        (folder / "schedule.json").write_bytes(_schedule(name, run))
    seen = _seen(run, file, folder)
    found = list(_compared(run, seen))
    return [*found, seen.all] if found else []


def _seen(run: Run, file: Path, folder: Path) -> Seen:
    command = _words(run.command, file, run.start_method)
    if run.ctrl_c is not None:
        return _at_terminal(command, folder, run.ctrl_c)
    if run.meanwhile is not None:
        return _meanwhile(command, run, file, folder)
    first = _done(command, folder)
    return _done(_words(run.then, file, run.start_method), folder) if run.then else first


def _compared(run: Run, seen: Seen) -> Iterator[str]:
    if seen.exit_status != run.exit_status:
        yield f"exit status {seen.exit_status}, not {run.exit_status}"
    if run.prints is not None and (printed := seen.out.splitlines()) != run.prints:
        yield f"printed {printed}, not {run.prints}"
    text = folded(seen.all)
    yield from (f"not shown: {each}" for each in run.shows if not re.search(each, text))
    for pattern, count in run.counts.items():
        if (found := len(re.findall(pattern, text))) != count:
            yield f"shown {found} times, not {count}: {pattern}"
    if run.traps is not None and (told := sorted(set(ID.findall(seen.all)))) != run.traps:
        yield f"told {told}, not {run.traps}"


def _schedule(name: str, run: Run) -> bytes:
    """The holds of a run; without, those by which its lesson shows its race."""
    if run.holds:
        return msgspec.json.encode(schedule(tuple(run.holds)))
    claims = catalog.load()[name].claims or ()
    (possible,) = (dict(each.by) for each in claims if isinstance(each, Possible))
    forced = {str(by): found for by, found in possible.items()}[run.start_method]
    return msgspec.json.encode(schedule(forced.holds))


def _words(command: str, file: Path, method: str) -> list[str]:
    """The command with this Python, and with the start method, which a reader has by default."""
    words = shlex.split(command)
    found: list[str] = []
    for word in words:
        match word:
            case "joinscope":
                found += [sys.executable, "-m", "joinscope"]
            case "python":
                found += [sys.executable]
            case "FILE" if "python" in words:
                found += ["-P", "-m", "pyjoin", file.name, "--start-method", method]
            case "FILE" if file.suffix == ".py":
                found += [file.name, "--start-method", method]
            case "FILE":
                found += [file.name]
            case "SCHEDULE":
                found += ["schedule.json"]
            case _:
                found += [word]
    if not set(OPERATORS) & set(words):
        return found
    return ["sh", "-c", " ".join(w if w in OPERATORS else shlex.quote(w) for w in found)]


def _environment() -> Mapping[str, str]:
    return {**os.environ, "COLUMNS": "200", "NO_COLOR": "1"}


def _done(command: Sequence[str], folder: Path) -> Seen:
    done = subprocess.run(
        command,
        cwd=folder,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return Seen(done.stdout, done.stdout + done.stderr, done.returncode)


def _at_terminal(command: Sequence[str], folder: Path, when: Waits) -> Seen:
    """What stands on the terminal of a program at which Ctrl-C is pressed."""
    ours, theirs = os.openpty()
    starts = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    leader = [sys.executable, "-c", f"{starts}os.execv(sys.argv[1], sys.argv[1:])", *command]
    out = b""
    with subprocess.Popen(
        leader,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=folder,
        env=_environment(),
        start_new_session=True,
    ) as process:
        os.close(theirs)
        try:
            while when.line.encode() not in out:
                out += os.read(ours, 4096)
            _until(process.pid, when.calls)
            os.write(ours, b"\x03")
            while select.select([ours], [], [], 60)[0]:
                try:
                    out += os.read(ours, 4096)
                except OSError:  # EIO: nobody has the terminal any more
                    text = out.decode().replace("\r\n", "\n")
                    return Seen(text, text, process.wait())
            raise AssertionError(f"Ctrl-C does not end it:\n{out.decode()}")
        finally:
            os.close(ours)
            process.kill()


def _meanwhile(command: Sequence[str], run: Run, file: Path, folder: Path) -> Seen:
    """What the second command says of the first one's program, which is killed then."""
    assert run.meanwhile is not None
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=folder, env=_environment()
    ) as process:
        assert process.stdout is not None
        try:
            line = run.meanwhile.line
            assert any(line in each for each in process.stdout), f"it ends before it prints {line}"
            pid = _recorded(folder / "recording.jsonl")
            _until(pid, run.meanwhile.calls)
            words = _words(run.then.replace("PID", str(pid)), file, run.start_method)
            return _done(words, folder)
        finally:
            process.kill()


def _recorded(file: Path) -> int:
    """The PID of the program that is being recorded."""
    start = re.compile(r'"event":"start",.*"pid":(\d+)')
    while (found := start.search(file.read_text())) is None:
        continue
    return int(found[1])


def _until(pid: int, calls: Sequence[str]) -> None:
    """Wait until a process and all below it wait in these calls."""
    while [_call(each) for each in _tree(pid)] != calls:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        assert state != "Z", f"it ends before it waits in {', '.join(calls)}"


def _tree(pid: int) -> Iterator[int]:
    yield pid
    with suppress(OSError):  # a thread or a process ends while it is looked at
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _tree(int(child))


def _call(pid: int) -> str | None:
    with suppress(OSError):
        number = Path(f"/proc/{pid}/syscall").read_text().split()[0]
        return call_name(int(number)) if number.isdigit() else None
    return None
