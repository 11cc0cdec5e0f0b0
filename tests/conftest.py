"""Every test leaves behind what it found: no process that runs, and no descriptor more."""

import ctypes
import os
import select
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import cjoin
import pyjoin
import pytest
from hypothesis import HealthCheck, settings

PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
# Tests of tracers, debuggers, C alone, input, output and pure computing: another CPython has no
# part in them.
ONCE = (
    *("comparisons/happens_before", "comparisons/joins/test_roles.py", "comparisons/render"),
    *("comparisons/tracer/test_holds.py", "comparisons/schedules/test_cover.py"),
    *("comparisons/tracer/test_kills.py", "comparisons/tracer/test_tracer.py"),
    *("comparisons/tracer/test_foreign_programs.py", "comparisons/recording/test_evidence.py"),
    *("comparisons/test_words_last.py", "comparisons/test_layers.py", "comparisons/test_names.py"),
    *("comparisons/catalog", "comparisons/verdict", "comparisons/live/test_why.py"),
    *("c_reference/test_debugger.py", "c_reference/test_process.py"),
    "c_reference/test_process_handle.py",
    *("end_to_end/test_compare_input.py", "end_to_end/test_compare_output.py"),
    "end_to_end/test_catalog.py",
    *("end_to_end/test_own_catalog.py", "end_to_end/test_many_comparisons.py"),
    *("end_to_end/test_matrix.py", "end_to_end/test_mistakes.py", "end_to_end/test_explore.py"),
    *("conditions", "pytest_plugin", "random_programs", "truth"),
)
# Of these, what asks the code of the running CPython.
EACH = (
    "comparisons/happens_before/test_axioms.py",
    "comparisons/happens_before/test_proc_mentions.py",
    "comparisons/catalog/test_sources.py",
)


def pytest_configure() -> None:
    """Adopt what tests orphan, so that it is seen here; take signals as at a terminal.

    A shell starts what it runs in the background with SIGINT and SIGQUIT ignored, nohup with
    SIGHUP, and that is inherited.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGQUIT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


# A busy machine makes an example slow, which is no mistake of what is tested.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what the gate runs on one CPython only."""
    root = Path(__file__).parent
    if gone := [name for name in (*ONCE, *EACH) if not (root / name).exists()]:
        raise pytest.UsageError(f"conftest.py names what is not there: {', '.join(gone)}")
    for item in items:
        name = item.path.relative_to(root).as_posix()
        if name.startswith(ONCE) and name not in EACH:
            item.add_marker("once")


@pytest.fixture(autouse=True)
def buffers_as_a_user_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """PYTHONUNBUFFERED takes the buffer of C's stdout away too, and lines come out in parts."""
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)


@pytest.fixture(autouse=True)
def leaves_nothing_behind() -> Iterator[None]:
    """The test ends with the descriptors that it began with, and with no child that runs."""
    before = _open_descriptors()
    yield
    assert _children_that_stay() == [], "a test left processes behind"
    assert _open_descriptors() == before


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Copies of the article's programs, to be broken."""
    python, c = tmp_path / "mine.py", tmp_path / "mine.c"
    shutil.copy(pyjoin.source("worker_and_join"), python)
    shutil.copy(cjoin.source("worker_and_join"), c)
    return python, c


def _open_descriptors() -> dict[str, str]:
    found = {}
    fds = Path("/proc/self/fd")
    for entry in fds.iterdir() if fds.exists() else ():
        try:
            found[entry.name] = str(entry.readlink())
        except FileNotFoundError:  # the one that reads the directory
            continue
    return found


def _children_that_stay() -> list[str]:
    """Reap what has been adopted; kill and name what has not ended within seconds.

    A child of a test's own that nobody waits for is a ResourceWarning of subprocess, thus an error.
    """
    stayed: list[str] = []
    while sys.platform == "linux":
        try:
            child = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return stayed
        if child is None:
            pid = _a_child()
            if not _ends_within(pid, seconds=5):
                stayed.append(Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " "))
                os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        else:
            os.waitpid(child.si_pid, 0)
    return stayed


def _a_child() -> int:
    return int(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()[0])


def _ends_within(pid: int, *, seconds: float) -> bool:
    pidfd = os.pidfd_open(pid)
    try:
        return bool(select.select([pidfd], [], [], seconds)[0])
    finally:
        os.close(pidfd)
