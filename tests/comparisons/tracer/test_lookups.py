"""Look-ups of files, which are recorded on request: who looked at what another process changed."""

import os
from collections.abc import Iterable
from pathlib import Path

import pytest
from joinscope.recording.recording import decode
from joinscope.recording.records import Enter, Header, Leave, LookupArguments, ReadArguments
from traced_program import python


def looks(lines: Iterable[bytes]) -> list[tuple[str, tuple[str, ...]]]:
    """The look-ups: what was asked for, and which changed files that led over."""
    records = [decode(line, "the recorder") for line in lines]
    asked: dict[int, str] = {}
    found = []
    for record in records:
        match record:
            case Enter(arguments=LookupArguments(paths=paths, object=name)):
                asked[record.tid] = (paths[0] or "") if paths else name or ""
            case Leave(files=files) if record.tid in asked:
                found.append((asked.pop(record.tid), files))
    return found


def of(path: Path) -> str:
    """A file by its device and inode."""
    status = path.stat()
    return f"{os.major(status.st_dev)}:{os.minor(status.st_dev)}:{status.st_ino}"


CHANGE = "if os.fork() == 0: {}; os._exit(0)\nos.wait()\n"


@pytest.mark.parametrize(
    "look",
    [
        "os.stat('in/x')",
        "os.access('in/../in/x', 0)",
        "os.lstat(os.path.abspath('in/x'))",
        "os.stat('x', dir_fd=os.open('in', 0))",
        "os.chdir('in'); os.stat('x')",
        "os.stat('link/x')",
        "os.stat('to-x')",
        "os.chroot('.'); os.stat('/in/x')",
        "os.open('in/x', 0)",
        "os.stat('hard')",
    ],
)
def test_a_file_is_the_same_by_whatever_path(
    look: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Links, folders to start from, `..` and other roots lead to the device and inode."""
    if "chroot" in look and os.geteuid() != 0:
        pytest.skip("only root may change the root")
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    Path("in/x").touch()
    Path("link").symlink_to("in")
    Path("to-x").symlink_to(tmp_path / "in" / "x")
    Path("hard").hardlink_to("in/x")
    lines = python(CHANGE.format("os.chmod('in/x', 0o644)") + look, lookups=True).lines
    assert of(tmp_path / "in" / "x") in {file for _, files in looks(lines) for file in files}


@pytest.mark.parametrize(
    ("change", "look"),
    [
        ("os.mkdir('new')", "os.path.exists('new')"),
        ("os.mkdir('new')", "os.listdir('.')"),
        ("os.mkdir('new')", "os.path.exists('new/deeper')"),
        ("os.unlink('old')", "os.path.exists('old')"),
        ("os.rename('old', 'new')", "os.path.exists('new')"),
        ("os.rename('old', 'new')", "os.path.exists('old')"),
        ("os.link('old', 'new')", "os.path.exists('new')"),
        ("os.symlink('old', 'new')", "os.readlink('new')"),
        ("os.mkfifo('new')", "os.stat('new')"),
        ("open('new', 'w')", "os.access('new', 0)"),
        ("open('old', 'w').write('x')", "os.stat('old').st_size"),
        ("os.truncate('old', 9)", "os.stat('old').st_size"),
        ("os.utime('old')", "os.stat('old').st_mtime"),
        ("import socket; socket.socket(socket.AF_UNIX).bind('new')", "os.stat('new')"),
        ("os.chmod('.', 0o755)", "os.stat('.')"),
    ],
)
def test_a_change_is_seen_where_it_is_looked_for(
    change: str, look: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the folder of a name that is made or removed, or by the file itself."""
    monkeypatch.chdir(tmp_path)
    Path("old").touch()
    (tmp_path / "aside").mkdir()
    lines = python(CHANGE.format(change) + look, lookups=True).lines
    header = decode(lines[0], "the recorder")
    assert isinstance(header, Header)
    assert header.lookups
    assert looks(lines)


def test_a_look_at_what_nobody_has_changed_tells_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing can have come through it; nor does a fork of Python's, which looks into /proc/self.

    But it was before whatever change comes later, so it is known what it has looked at.
    """
    monkeypatch.chdir(tmp_path)
    Path("aside").mkdir()
    lines = python(CHANGE.format("os.mkdir('aside/new')") + "os.stat('.')", lookups=True).lines
    assert [look for look in looks(lines) if look[1] and look[1] != ("own_stat",)] == []
    looked = [each for line in lines if isinstance(each := decode(line, "the recorder"), Enter)]
    assert of(tmp_path) in {file for each in looked for file in each.looks}


def test_a_file_that_is_read_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also if nobody has written it yet: who does is later."""
    monkeypatch.chdir(tmp_path)
    Path("x").write_text("x")
    lines = python("os.read(os.open('x', 0), 1)", lookups=True).lines
    reads = [
        each
        for line in lines
        if isinstance(each := decode(line, "the recorder"), Enter)
        and isinstance(each.arguments, ReadArguments)
    ]
    assert (reads[-1].files, reads[-1].looks) == ((), (of(tmp_path / "x"),))


def test_without_the_request_there_are_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are dear."""
    monkeypatch.chdir(tmp_path)
    assert looks(python(CHANGE.format("os.mkdir('new')") + "os.stat('new')").lines) == []
