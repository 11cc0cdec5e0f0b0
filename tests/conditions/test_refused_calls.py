"""Under profiles that refuse system calls, as containers have them."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from command import traced
from joinscope.recording.recording import decoded
from joinscope.recording.records import Enter, Leave, OutputResults

COMPARE = ("compare", "worker_and_join", "--start-method", "fork")
NO_VM = ("process_vm_readv=EPERM",)
NO_FILE = ("process_vm_readv=ENOSYS", "preadv=EPERM")
NO_MEMORY = (*NO_FILE, "ptrace/2=EIO")

Joinscope = Callable[..., subprocess.CompletedProcess[str]]
Compiled = Callable[[str], str]


def under(compiled: Compiled, *profile: str) -> tuple[str, ...]:
    return compiled("refuses"), *profile, "--"


@traced
@pytest.mark.parametrize(
    "profile", [NO_VM, NO_FILE, ("clone3=ENOSYS",), ("seccomp=EPERM",), ("pidfd_open=ENOSYS",)]
)
def test_all_is_proved(profile: tuple[str, ...], joinscope: Joinscope, compiled: Compiled) -> None:
    """Where a call is refused that has a second or a third way, all is proved by that."""
    done = joinscope(*COMPARE, "--require-evidence", before=under(compiled, *profile))
    assert (done.returncode, done.stderr) == (0, "")
    assert "Every claim holds on every side, by proof." in done.stdout


@traced
def test_memory_that_cannot_be_read(joinscope: Joinscope, compiled: Compiled) -> None:
    """What was printed, and cannot be read by any way, is unknown: not "not printed"."""
    done = joinscope(*COMPARE, before=under(compiled, *NO_MEMORY))
    told = re.sub(r"\s+", " ", done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert "not at all" not in told
    assert re.search(
        r"\d\d bytes of what it printed could not be recorded, so its lines are not known", told
    )
    assert re.search(r"worker_and_join +unknown +unknown", told)
    done = joinscope("orders", "worker_and_join", before=under(compiled, *NO_MEMORY))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert re.search(r"no order can be told: \d+ bytes of what it printed", done.stderr)


@traced
def test_what_was_printed_beyond_the_limit(joinscope: Joinscope, tmp_path: Path) -> None:
    """A recording that has not all that was printed says so, and gives no order."""
    flood = "print(('x' * 999 + '\\n') * 2000)"
    done = joinscope("record", "-o", "flood.jsonl", "--", sys.executable, "-c", flood)
    assert done.returncode == 0
    done = joinscope("orders", "flood.jsonl")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert re.search(r"flood.jsonl: \d+ bytes of what was printed are not in it", done.stderr)
    with (tmp_path / "flood.jsonl").open("rb") as file:
        sizes = [
            len(each.results.data) + each.results.lost
            for each in decoded(file, "flood")
            if isinstance(each, Leave) and isinstance(each.results, OutputResults)
        ]
    assert sum(sizes) == 2000 * 1000 + 1


@traced
def test_every_way_reads_the_same(joinscope: Joinscope, compiled: Compiled, tmp_path: Path) -> None:
    """The three ways into memory make the same records."""
    shell = "echo one; (exit 3); echo two | cat; sleep 0.01; exec env -i /bin/echo three"
    found = []
    for profile in [(), NO_VM, NO_FILE]:
        before = under(compiled, *profile)
        done = joinscope("record", "-o", "run.jsonl", "--", "sh", "-c", shell, before=before)
        assert (done.returncode, done.stdout) == (0, "one\ntwo\nthree\n")
        with (tmp_path / "run.jsonl").open("rb") as file:
            found.append([_told(each) for each in decoded(file, "run") if _is_call(each)])
    first, *others = [sorted(each) for each in found]
    assert others == [first, first]


def _is_call(record: object) -> bool:
    """Not the return from a handler: two children that end together send one SIGCHLD or two."""
    return isinstance(record, Enter | Leave) and record.call != "rt_sigreturn"


def _told(record: object) -> str:
    """A record without what differs from run to run."""
    told = re.sub(r"\b(time|tid|pid|child|id|target)=\d+, ", "", str(record))
    told = re.sub(r"(call='(v?fork|clone3?|wait4|getppid)'), result=\d+", r"\1", told)
    return re.sub(r"\[\d+\]|child=\d+|id=\d+", "", told)


@traced
def test_where_tracing_is_refused(joinscope: Joinscope, compiled: Compiled) -> None:
    """Without ptrace: one sentence, weaker evidence, unknown; and 2 where a command needs it."""
    before = under(compiled, "ptrace=EPERM")
    done = joinscope(*COMPARE, before=before)
    assert (done.returncode, done.stderr) == (0, "")
    assert "No system calls, so no order is proved: tracing is refused" in done.stdout
    assert re.search(r"worker_and_join +unknown +unknown", done.stdout)
    for words in [("record", "true"), ("explain", "worker_and_join"), ("orders", "without_join")]:
        done = joinscope(*words, before=before)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert "a container or a security module forbids ptrace" in done.stderr
