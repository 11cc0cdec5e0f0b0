"""Writing whole files, and what somebody may have put into their place."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from joinscope.errors import UsageError
from joinscope.render import atomic_file


def written(file: Path) -> None:
    atomic_file.check(file)
    atomic_file.write(file, "new")


def begun(file: Path) -> None:
    descriptor = atomic_file.begin(file, os.O_WRONLY)
    try:
        os.write(descriptor, b"new\n")
    finally:
        os.close(descriptor)


each_way = pytest.mark.parametrize("write", [written, begun])
Write = Callable[[Path], None]


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """A file that nobody asked us to write."""
    file = tmp_path / "victim"
    file.write_text("precious")
    return file


@each_way
def test_a_planted_link_is_replaced(write: Write, tmp_path: Path, victim: Path) -> None:
    """What a link in the place points to is left alone, whether or not it is there."""
    for target in (victim, tmp_path / "nothing"):
        file = tmp_path / "report.html"
        file.unlink(missing_ok=True)
        file.symlink_to(target)
        write(file)
        assert (file.is_symlink(), file.read_text()) == (False, "new\n")
    assert victim.read_text() == "precious"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["report.html", "victim"]


@each_way
def test_a_planted_name_of_a_part(
    write: Write, tmp_path: Path, victim: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The part has a name that nobody can guess; were it there, it would not be written to."""
    monkeypatch.setattr("os.urandom", lambda _count: b"guessed")
    part = tmp_path / f".joinscope-{b'guessed'.hex()}"
    part.symlink_to(victim)
    with pytest.raises(UsageError, match="cannot be written: File exists"):
        write(tmp_path / "report.html")
    assert (victim.read_text(), part.is_symlink()) == ("precious", True)


@each_way
def test_a_planted_link_to_a_pipe(write: Write, tmp_path: Path) -> None:
    """A link to what is no file is refused: to replace it would surprise, to follow it more."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "report.html").symlink_to("pipe")
    with pytest.raises(UsageError, match="is a link to what is no file: name that itself"):
        write(tmp_path / "report.html")


@each_way
def test_a_file_keeps_its_permissions(write: Write, tmp_path: Path) -> None:
    """But not those of somebody else's file, and no set-user-id."""
    file = tmp_path / "report.html"
    file.touch()
    file.chmod(0o4640)
    write(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    if os.geteuid() == 0:
        file.chmod(0o666)
        os.chown(file, 65534, 65534)
        write(file)
        assert (file.stat().st_uid, stat.S_IMODE(file.stat().st_mode) & 0o022) == (0, 0)


@each_way
def test_what_the_kernel_names(write: Write, tmp_path: Path) -> None:
    """A descriptor's name is written in place, though it is a link."""
    file = tmp_path / "output"
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT)
    write(Path(f"/dev/fd/{descriptor}"))
    assert os.pread(descriptor, 100, 0) == b"new\n"
    os.close(descriptor)
    write(Path("/dev/null"))
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@each_way
def test_a_full_device(write: Write) -> None:
    """A sentence, and the device stays."""
    if write is begun:
        with pytest.raises(OSError, match="No space left"):
            write(Path("/dev/full"))
    else:
        with pytest.raises(UsageError, match=r"^/dev/full: cannot be written: No space left"):
            write(Path("/dev/full"))
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)
