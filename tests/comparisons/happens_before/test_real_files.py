"""Order that may flow through files, on recordings of real programs, without look-ups and with."""

from pathlib import Path

import pytest
from command import traced
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.relation import doubt
from joinscope.happens_before.second_look import would_tell
from joinscope.vocabulary import Event, Relation
from traced_program import Traced, python

pytestmark = traced
CONCURRENT, UNKNOWN = Relation.CONCURRENT, Relation.UNKNOWN

# A worker says "first" and changes something; the parent looks at something later, though nothing
# tells it that it is later: the sleep is for this run alone.
PROGRAM = """
import fcntl, mmap, time
pid = os.fork()
if pid == 0:
    say("first")
    {change}
    os._exit(0)
time.sleep(0.3)
{look}
say("second")
os.waitpid(pid, 0)
"""


def reason(found: Traced) -> Reason | None:
    told = doubt(found.order, Event("line", "first"), Event("line", "second"))
    return told.why if told is not None and isinstance(told.why, Reason) else None


CHANNELS = [
    ("os.mkdir('new')", "os.path.exists('new')"),
    ("os.mkdir('new')", "os.listdir('.')"),
    ("os.unlink('old')", "os.access('old', 0)"),
    ("os.rename('old', 'new')", "os.stat('new')"),
    ("os.link('old', 'new')", "os.stat('new')"),
    ("os.chmod('old', 0o600)", "os.stat('old')"),
    ("os.utime('old', (1, 1))", "os.stat('old')"),
    ("os.setxattr('old', 'user.x', b'1')", "os.listxattr('old')"),
    ("open('old', 'w').write('x')", "open('old').read()"),
    ("open('old', 'w').write('x')", "os.stat('old')"),
    ("os.close(os.open('new', os.O_CREAT | os.O_EXCL))", "os.path.exists('new')"),
]


@pytest.mark.parametrize(("change", "look"), CHANNELS)
def test_a_change_may_be_seen(
    change: str, look: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With look-ups as without: who looks at it later may have seen it."""
    monkeypatch.chdir(tmp_path)
    for lookups in (False, True):
        for name in Path().iterdir():
            name.rmdir() if name.is_dir() else name.unlink()
        Path("old").touch()
        found = python(PROGRAM.format(change=change, look=look), lookups=lookups)
        assert (found.relation(), reason(found)) == (UNKNOWN, Reason.FILE)
        assert would_tell(found.order) is not lookups


@pytest.mark.parametrize("change", sorted({change for change, _ in CHANNELS}))
def test_with_look_ups_who_does_not_look_has_not_seen_it(
    change: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without them somebody may have looked; with them, nobody has."""
    monkeypatch.chdir(tmp_path)
    Path("aside").mkdir()
    Path("aside/other").touch()
    Path("in").mkdir()
    Path("in/old").touch()
    program = PROGRAM.format(change=f"os.chdir('in'); {change}", look="os.stat('aside/other')")
    assert python(program, lookups=True).relation() is CONCURRENT
    if Path("in/new").is_dir():
        Path("in/new").rmdir()
    Path("in/new").unlink(missing_ok=True)
    Path("in/old").touch()
    assert python(program).relation() is UNKNOWN


HIDDEN = [
    (
        "fcntl.lockf(open('old', 'w'), fcntl.LOCK_EX)",
        "fcntl.lockf(open('old', 'w'), fcntl.LOCK_EX)",
    ),
    ("pass", "open(f'/proc/{pid}/stat').read()"),
    ("os.setpgid(0, 0)", "os.getpgid(pid)"),
    ("os.setpriority(os.PRIO_PROCESS, 0, 5)", "os.getpriority(os.PRIO_PROCESS, pid)"),
    ("os.lseek(shared, 9, os.SEEK_SET)", "os.lseek(shared, 0, os.SEEK_CUR)"),
    ("os.read(shared, 1)", "os.read(shared, 1)"),
    ("os.set_blocking(r, False)", "os.get_blocking(r)"),
    ("mmap.mmap(big, 4096)[0] = 1", "mmap.mmap(big, 4096, prot=mmap.PROT_READ)[0]"),
]


@pytest.mark.parametrize(("change", "look"), HIDDEN)
def test_ways_that_are_not_followed(
    change: str, look: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is unknown, not concurrent, though no call of it is modelled."""
    monkeypatch.chdir(tmp_path)
    Path("old").write_text("some text")
    start = "r, w = os.pipe(); shared = os.open('old', 0); big = os.open('big', os.O_RDWR)\n"
    Path("big").write_bytes(bytes(4096))
    found = python(start + PROGRAM.format(change=change, look=look), lookups=True)
    assert found.relation() is UNKNOWN


@pytest.mark.parametrize(
    "does",
    [
        "os.lseek(os.open('old', 0), 3, os.SEEK_SET)",
        "os.read(os.open('old', 0), 1)",
        "os.set_blocking(os.pipe()[0], False)",
        "open('/proc/self/maps').read()",
        "os.getppid(); os.getpgid(0); os.getpriority",
        "mmap.mmap(os.open('old', 0), 4, prot=mmap.PROT_READ)[0]",
        "open('/dev/null', 'w').write('x')",
    ],
)
def test_what_is_a_process_s_own_carries_nothing(
    does: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both do it, each with things of its own, or which nobody changes."""
    monkeypatch.chdir(tmp_path)
    Path("old").write_text("some text")
    assert python(PROGRAM.format(change=does, look=does)).relation() is CONCURRENT
