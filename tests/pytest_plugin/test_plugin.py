"""The plugin of pytest, on a suite of its own: what hangs and leaks is told by name and line."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

if sys.platform != "linux":
    collect_ignore = [__file__]

PROGRAMS = Path(__file__).with_name("programs")
SECONDS = "4"
# What each test says of itself in the line of the summary, and the line of the test that is told.
HANGS = {
    "test_queue": ("[JS011]", "worker.join()"),
    "test_lock": ("[JS021]", "worker.join()"),
    "test_lock_of_spawn": ("[JS021]", "worker.join()"),
    "test_lock_twice": ("[JS020]", "with lock, lock:"),
    "test_pool": ("[JS023]", "pool.apply(signal.pause)"),
    "test_pool_task_lost": ("[JS035]", "pool.apply(end)"),
    "test_executor": ("[JS020]", "with copied:"),
    "test_subprocess": ("[JS011]", "child.wait()"),
    "test_asyncio": ("The parent waits for sleep", "asyncio.run(main())"),
    "test_forkserver": ("[JS023]", "worker.join()"),
    "test_event": ("[JS031]", "threading.Event().wait()"),
    "test_thread": ("[JS026]", "thread.join()"),
    "test_own_pipe": ("[JS018]", "os.read(reader, 1)"),
    "test_unittest": ("[JS023]", "worker.join()"),
    "test_hangs_beside_server": ("[JS031]", "threading.Event().wait()"),
    "test_teardown": ("it hangs", "threading.Event().wait()"),
}
# What stays, and the line at which it was started.
LEAKS = {
    "test_leaves_worker": (r"ForkProcess-\d+ \(\d+\) runs", "worker.start()"),
    "test_leaves_zombie": (
        r"ForkProcess-\d+ \(\d+\) has ended, and is not reaped",
        "worker.start()",
    ),
    "test_leaves_manager": (r"manager SyncManager-\d+ \(\d+\) runs", "kept.append(fork.Manager())"),
    "test_leaves_command": (r"sleep 600 \(\d+\) runs", "kept.append(subprocess.Popen("),
    "test_leaves_worker_of_forkserver": (r"late \(\d+\) runs", "worker.start()"),
    "test_leaves_fork": (r"a process that was forked \(\d+\) runs", "if os.fork() == 0:"),
}
HEALTHY = (
    *("test_may_leave_worker", "test_may_take_long", "test_has_server", "test_worker_of_worker"),
    *("test_server_starts_worker", "test_joins"),
)
FEW = ("test_queue", "test_pool_task_lost", "test_unittest", "test_leaves_worker", "test_joins")


def run(folder: Path, *words: str, seconds: str = SECONDS) -> subprocess.CompletedProcess[str]:
    """What pytest prints of the suite, in a folder of its own; nothing it starts outlives it."""
    shutil.copy(PROGRAMS / "hanging.py", folder / "test_hanging.py")
    (folder / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "test_hanging.py", *words]
    environment = {**os.environ, "SECONDS": seconds, "COLUMNS": "400"}
    environment.pop("PYTEST_XDIST_WORKER", None)
    environment.pop("PYTEST_ADDOPTS", None)
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            out, _ = process.communicate()
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    return subprocess.CompletedProcess(command, process.returncode, out, "")


def section(output: str, test: str) -> str:
    """What is said of a test below its heading."""
    heading = rf"^_+ (?:ERROR at teardown of )?(?:\w+\.)?{test} _+$"
    found = re.split(heading, output, maxsplit=1, flags=re.MULTILINE)
    assert len(found) == 2, f"nothing is said of {test}"
    return re.split(r"^(?:_{3,} |={3,} )", found[1], maxsplit=1, flags=re.MULTILINE)[0]


def check(output: str, tests: tuple[str, ...]) -> None:
    """Each of these tests says what it waits for, or what it leaves, and at which line."""
    for test in tests:
        said = section(output, test)
        if test in HANGS:
            cause, line = HANGS[test]
            assert f"Failed: it hangs: {cause}" in said or cause == "it hangs" in said
            assert re.search(rf"-->.*\n.*{re.escape(line)}", said), said
        else:
            what, line = LEAKS[test]
            assert re.search(rf"^- {what}, started at test_hanging.py:\d+: ", said, re.MULTILINE)
            assert line in said


def test_what_hangs_and_what_leaks_is_told(tmp_path: Path) -> None:
    """A few of them, one after the other; the run goes on to its end."""
    done = run(tmp_path, "--joinscope-timeout", SECONDS, "-k", " or ".join(FEW))
    assert done.returncode == 1, done.stdout
    check(done.stdout, ("test_queue", "test_pool_task_lost", "test_unittest", "test_leaves_worker"))
    assert "test_joins" not in done.stdout.partition("short test summary")[2]


@pytest.mark.stress
@pytest.mark.parametrize("words", [(), ("-n", "4")])
def test_the_whole_suite(words: tuple[str, ...], tmp_path: Path) -> None:
    """All of them, also with xdist; the others pass."""
    done = run(tmp_path, "--joinscope-timeout", SECONDS, *words)
    assert done.returncode == 1, done.stdout
    check(done.stdout, (*HANGS, *LEAKS))
    summary = done.stdout.partition("short test summary")[2]
    assert [name for name in HEALTHY if name in summary] == []


def test_what_is_allowed(tmp_path: Path) -> None:
    """Markers, fixtures for several tests, and what ends by itself: nothing is said of them."""
    done = run(tmp_path, "--joinscope-timeout", "0.5", "-k", " or ".join(HEALTHY), seconds="0.5")
    assert done.returncode == 0, done.stdout
    assert "6 passed" in done.stdout


def test_what_others_use_is_not_killed(tmp_path: Path) -> None:
    """A fixture for several tests starts it, in the test that then hangs."""
    asked = "test_hangs_beside_server or test_server_is_still_there"
    done = run(tmp_path, "--joinscope-timeout", SECONDS, "-k", asked)
    check(done.stdout, ("test_hangs_beside_server",))
    assert "1 failed, 1 passed" in done.stdout


def test_leaks_may_be_left(tmp_path: Path) -> None:
    """With the option nothing fails for them."""
    done = run(tmp_path, "--joinscope-leaks", "off", "-k", "leaves_worker or leaves_zombie")
    assert done.returncode == 0, done.stdout


@pytest.mark.stress
def test_before_the_limit_of_faulthandler(tmp_path: Path) -> None:
    """It ends the whole run, and the plugin only one test, a moment earlier."""
    limits = ("-o", "faulthandler_timeout=20", "-o", "faulthandler_exit_on_timeout=true")
    done = run(tmp_path, *limits, "-k", "test_own_pipe or test_joins")
    check(done.stdout, ("test_own_pipe",))
    assert "1 failed, 1 passed" in done.stdout


def small(folder: Path, code: str, *words: str) -> subprocess.CompletedProcess[str]:
    """What pytest prints of a suite of a few lines."""
    (folder / "test_small.py").write_text(code)
    (folder / "pytest.ini").touch()
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "test_small.py", *words]
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    return subprocess.run(
        command,
        cwd=folder,
        env={**kept, "COLUMNS": "200"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


FAILS_AT_ITS_END = """
import os, subprocess, pytest

@pytest.fixture
def failing():
    yield
    raise OSError("the folder is gone")

def test_leaves(failing):
    subprocess.Popen(["sleep", "600"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

def test_next():
    pass
"""


def test_a_leak_beside_a_teardown_that_fails(tmp_path: Path) -> None:
    """Both are told, and the next test does not find what was left."""
    done = small(tmp_path, FAILS_AT_ITS_END)
    said = section(done.stdout, "test_leaves")
    assert "OSError: the folder is gone" in said
    assert re.search(r"- sleep 600 \(\d+\) runs, started at test_small.py:10: ", said)
    assert re.search(r"2 passed, 1 error in", done.stdout), done.stdout


@pytest.mark.parametrize(
    ("mark", "words", "sentence"),
    [
        ("'a minute'", (), "test_small.py::test_it: joinscope(timeout=a minute)"),
        ("-1", (), "test_small.py::test_it: joinscope(timeout=-1)"),
        (None, ("--joinscope-timeout", "nan"), "--joinscope-timeout nan"),
        (None, ("-o", "joinscope_timeout=1m"), "joinscope_timeout = 1m"),
    ],
)
def test_a_time_that_is_none(
    mark: str | None, words: tuple[str, ...], sentence: str, tmp_path: Path
) -> None:
    """It is refused where it is asked for: else the test that hangs had no limit."""
    marker = f"@pytest.mark.joinscope(timeout={mark})\n" if mark else ""
    done = small(tmp_path, f"import pytest\n{marker}def test_it(): pass\n", *words)
    assert done.returncode != 0
    assert f"{sentence}: it is a number of seconds, 0 for no limit" in done.stdout
