"""The evidence that is taken: the strongest that is not refused, said in a sentence."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import joinscope
import pytest
from command import traced
from joinscope.errors import UsageError
from joinscope.recording import evidence
from joinscope.recording.evidence import Chosen, choose

LADDER = (
    ("syscalls", lambda: "no tracer", "No calls"),
    ("states", lambda: "no /proc", "No states"),
)


def test_one_step_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each refusal is a sentence and one step down; the lines can always be had."""
    monkeypatch.setattr(evidence, "LADDER", LADDER)
    refusals = ("No calls: no tracer.", "No states: no /proc.")
    assert choose() == Chosen("output", refusals)
    monkeypatch.setattr(evidence, "LADDER", (LADDER[0], ("states", lambda: None, "")))
    assert choose() == Chosen("states", refusals[:1])
    monkeypatch.setattr(evidence, "LADDER", (("syscalls", lambda: None, ""), LADDER[1]))
    assert choose() == Chosen("syscalls")


def test_one_that_is_asked_for_is_had_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks for an evidence gets no other."""
    monkeypatch.setattr(evidence, "LADDER", LADDER)
    assert choose("output") == Chosen("output")
    with pytest.raises(UsageError, match="no evidence syscalls: no tracer; without --evidence"):
        choose("syscalls")


def compare(*options: str, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "joinscope", "compare", "worker_and_join"]
    return subprocess.run(
        [*before, *command, "--start-method", "fork", *options],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
@pytest.mark.parametrize("options", [(), ("--require-evidence",), ("--evidence", "syscalls")])
def test_under_another_tracer(options: tuple[str, ...], tmp_path: Path) -> None:
    """A process has one tracer: the reason, weaker evidence, `unknown`; or 2 if it is demanded."""
    strace = ("strace", "-f", "-o", str(tmp_path / "log"), "-e", "trace=none")
    done = compare(*options, before=strace)
    why = re.escape("already traced by PID") + r" \d+ \(strace\), and a process has one tracer"
    if "--evidence" in options:
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert re.search(f"^joinscope: no evidence syscalls: {why}", done.stderr)
        return
    first, second, *rest = done.stdout.splitlines()
    assert "evidence: syscalls" not in first
    assert re.search(f"^No system calls, so no order is proved: {why}", second)
    assert re.search(r"worker_and_join +unknown +unknown +unknown", "\n".join(rest))
    if "--require-evidence" in options:
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert done.stderr.startswith("joinscope: this claim needs the evidence syscalls: ")
    else:
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not shutil.which("gdb"), reason="gdb is not installed")
@pytest.mark.parametrize(
    ("setting", "status"),
    # In the second case gdb follows our child, and what it returns is not our status.
    [("detach-on-fork off", 2), ("follow-fork-mode child", None)],
)
def test_a_debugger_that_keeps_a_child(setting: str, status: int | None, tmp_path: Path) -> None:
    """Under gdb, which traces a child too, nothing is recorded: the reason, and 2."""
    file = tmp_path / "recording.jsonl"
    gdb = ["gdb", "-q", "-nx", "-batch", "-return-child-result", "-ex", f"set {setting}"]
    record = [sys.executable, "-m", "joinscope", "record", "-o", str(file), "--", "true"]
    done = subprocess.run(
        [*gdb, "-ex", "run", "--args", *record],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    why = r"already traced by PID \d+ \(gdb\), and a process has one tracer at most"
    assert re.search(f"^joinscope: cannot record: {why}$", done.stderr, re.MULTILINE)
    assert status in (None, done.returncode)
    assert not file.exists()


@pytest.mark.skipif(not shutil.which("gdb"), reason="gdb is not installed")
@traced
def test_under_a_debugger() -> None:
    """Under gdb, which lets go of what a program forks, all is proved as elsewhere."""
    done = compare(before=("gdb", "-q", "-batch", "-return-child-result", "-ex", "run", "--args"))
    assert done.returncode == 0
    assert "Every claim holds on every side, by proof." in done.stdout


UNPRIVILEGED = [
    *("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"),
    *("--bounding-set=-all", "--inh-caps=-all"),
]


@pytest.fixture
def for_all() -> Iterator[Path]:
    """A folder that every user may read and write."""
    with tempfile.TemporaryDirectory(prefix="joinscope-test-") as name:
        folder = Path(name)
        folder.chmod(0o777)
        yield folder


def venv_for_all(folder: Path) -> Path | None:
    """An interpreter of this version, with what we have installed, that every user may run."""
    base = shutil.which(f"python{sys.version_info[0]}.{sys.version_info[1]}", path="/usr/bin")
    if base is None:
        return None
    subprocess.run([base, "-m", "venv", "--without-pip", str(folder / "venv")], check=True)
    (packages,) = (folder / "venv" / "lib").glob("python*/site-packages")
    ours = [path for path in sys.path if path.endswith("site-packages")]
    sources = Path(joinscope.__file__).parents[3]
    ours += [str(sources / each / "src") for each in ("python", "c_reference", "comparisons")]
    (packages / "ours.pth").write_text("\n".join(ours))
    return folder / "venv" / "bin" / "python"


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("setpriv"), reason="needs root")
@traced
def test_without_any_privilege(for_all: Path) -> None:
    """A user without any capability proves all that root does, and may write what it reads not."""
    python = venv_for_all(for_all)
    modules = "import joinscope.cli.main, pyjoin, cjoin, joinscope._recorder"
    if (
        python is None
        or subprocess.run(
            [*UNPRIVILEGED, str(python), "-P", "-c", modules],
            check=False,
            cwd="/",
            capture_output=True,
        ).returncode
    ):
        pytest.skip("no interpreter that another user may run, or our files are not for others")
    document = for_all / "verdict.json"
    document.touch()
    document.chmod(0o222)
    compare = [str(python), "-P", "-m", "joinscope", "compare", "--require-evidence"]
    done = subprocess.run(
        [*UNPRIVILEGED, *compare, "--json", str(document)],
        env={"PATH": os.environ["PATH"], "XDG_CACHE_HOME": str(for_all)},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Every claim holds on every side, by proof." in done.stdout
    assert json.loads(document.read_text())["verdict"] == "same"
