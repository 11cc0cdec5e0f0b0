"""./nox, on machines that lack something; and ./joinscope, which it installs."""

import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Runs the rest of its command line in the real Python, after a change to what it finds.
FAKE = """#!/bin/sh
if [ "$1" = -c ]; then
    shift
    code=$1
    shift
    exec "{python}" -c "{prelude}
$code" "$@"
fi
exec "{python}" "$@"
"""
OLD = "import sys; sys.version_info = (3, 10, 13)"
BARE = "import sys; sys.modules['ensurepip'] = None"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with the bootstrap and a noxfile."""
    folder = tmp_path / "a clone, naïve"
    folder.mkdir()
    shutil.copy(ROOT / "nox", folder)
    shutil.copy(ROOT / "noxfile.py", folder)
    return folder


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A PATH on which there is a shell's company but no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in ("sh", "cat", "dirname", "mkdir"):
        (folder / tool).symlink_to(shutil.which(tool) or f"/bin/{tool}")
    return folder


def fake_python(path: Path, name: str, prelude: str) -> None:
    file = path / name
    file.write_text(FAKE.format(python=sys.executable, prelude=prelude))
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


def bootstrap(clone: Path, path: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [clone / "nox", "-l"],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": str(path), **env},
    )


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence with which it ended."""
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    return done.stderr.strip()


def test_no_python(clone: Path, path: Path) -> None:
    """Without any Python it says what is needed."""
    assert refused(bootstrap(clone, path)) == (
        "nox: needs Python 3.11 or newer with its venv module, found no Python: "
        "install one, or name it with PYTHON=/path/to/python"
    )


def test_an_old_python_only(clone: Path, path: Path) -> None:
    """With Python 3.10 alone it names what it found."""
    fake_python(path, "python3", OLD)
    assert ", python3 is 3.10: install one" in refused(bootstrap(clone, path))


def test_no_venv_module(clone: Path, path: Path) -> None:
    """Without the venv module it names the package of that very version."""
    fake_python(path, "python3", OLD)
    fake_python(path, "python3.12", BARE)
    version = "{}.{}".format(*sys.version_info)
    sentence = refused(bootstrap(clone, path))
    assert f"python3.12 is {version} without venv (on Debian and Ubuntu: apt install" in sentence
    assert f"apt install python{version}-venv)" in sentence


def test_a_python_that_was_named_and_does_not_run(clone: Path, path: Path) -> None:
    """PYTHON= is not silently passed over."""
    fake_python(path, "python3", "")
    assert "found no Python" in refused(bootstrap(clone, path, PYTHON="/no/such python"))


def test_a_clone_that_cannot_be_written(clone: Path, path: Path) -> None:
    """Where it cannot make its folder it says so; a file in its place stops even root."""
    fake_python(path, "python3", "")
    (clone / ".nox").touch()
    assert refused(bootstrap(clone, path)) == (
        f"nox: cannot write to {clone}: clone the project to a folder of yours"
    )


def written(file: Path, script: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


TELLS = r'printf "<%s>" "${0##*/}" "$@"'
INSTALLS = f"""{TELLS}
mkdir -p "${{0%/nox}}/.nox/compare/bin"
ln -s ../../../told "${{0%/nox}}/.nox/compare/bin/joinscope"
"""


def test_joinscope_of_a_checkout(clone: Path) -> None:
    """It is installed once, which is told beside what it prints, and then started as it is."""
    shutil.copy(ROOT / "joinscope", clone)
    written(clone / "nox", INSTALLS)
    written(clone / "told", f"{TELLS}; exit 3")
    for installed in ("<nox><-s><compare><--install-only>", ""):
        done = subprocess.run(
            [clone / "joinscope", "explain", "a b.py", ""],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (3, "<joinscope><explain><a b.py><>")
        assert done.stderr == installed


def test_joinscope_that_cannot_be_installed(clone: Path) -> None:
    """It ends as that did."""
    shutil.copy(ROOT / "joinscope", clone)
    written(clone / "nox", "echo 'nox: no' >&2; exit 2")
    done = subprocess.run([clone / "joinscope"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "nox: no\n")
