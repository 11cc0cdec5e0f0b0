"""Folders for the time of one command, and who clears them."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest
from joinscope.programs.scratch_folder import clear, scratch_folder

NAME = "joinscope-run-0123456789abcdef"
HOLDS = """
import sys
from pathlib import Path
from joinscope.programs.scratch_folder import scratch_folder
with scratch_folder(Path(sys.argv[1])) as folder:
    (folder / "file").touch()
    print(folder, flush=True)
    sys.stdin.read()
"""


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_it_is_gone_afterwards(tmp_path: Path) -> None:
    """With all that is in it, however the block ends; and it is for the user alone."""
    with pytest.raises(ZeroDivisionError), scratch_folder(tmp_path) as folder:  # noqa: PT012
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "more").mkdir()
        (folder / "more" / "file").touch()
        raise ZeroDivisionError
    assert names(tmp_path) == []


def test_that_of_a_killed_command_is_cleared(tmp_path: Path) -> None:
    """While a command runs its folder stays; when it has been killed the next one clears it."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, tmp_path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as command:
        assert command.stdout is not None
        folder = Path(command.stdout.readline().strip())
        with scratch_folder(tmp_path) as ours:
            assert names(tmp_path) == sorted([folder.name, ours.name])
        command.kill()
    assert names(folder) == ["file"]
    with scratch_folder(tmp_path) as ours:
        assert names(tmp_path) == [ours.name]


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    """Another name, a file, a link, and what another user has made."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "file").touch()
    place = tmp_path / "place"
    place.mkdir()
    for name in ("joinscope-results", "joinscope-run-", f"{NAME}0", NAME.upper()):
        (place / name).mkdir()
    (place / NAME).symlink_to(elsewhere)
    (place / f"{NAME[:-1]}0").touch()
    if os.geteuid() == 0:
        foreign = place / f"{NAME[:-1]}1"
        foreign.mkdir()
        os.chown(foreign, 65534, 65534)
    before = names(place)
    clear(place)
    assert names(place) == before
    assert names(elsewhere) == ["file"]


def test_one_that_was_taken_for_abandoned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command whose new folder another one clears before it is locked makes a second one."""
    lock, made = fcntl.flock, []

    def cleared(descriptor: int, operation: int) -> None:
        made.extend(tmp_path.iterdir())
        if len(made) == 1:
            made[0].rmdir()
        lock(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", cleared)
    with scratch_folder(tmp_path) as folder:
        assert folder.is_dir()
        assert made[0] != folder
