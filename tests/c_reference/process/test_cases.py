"""The table of cases: what multiprocessing does, cjoin does, under each start method."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).parent / "cases"
METHODS = ["fork", "spawn", "forkserver"]
TABLES = [
    "life_cycle",
    "misuse",
    "timeouts",
    "traps",
    "sigchld",
    "objects",
    "interpreter",
    "signals",
    "failures",
    "without_asserts",
]
# The rows that teach something, in the order of METHODS.
NO_CHILD = ["builtins.ChildProcessError", "[Errno 10] No child processes"]
GOES_ON = [["its end", False, 0]] * 2  # with and without a timeout
EAGAIN = [
    ["builtins.BlockingIOError", "[Errno 11] Resource temporarily unavailable"],
    *(True, None, []),
]
ENOMEM = [["builtins.OSError", "[Errno 12] Cannot allocate memory"], True, None, []]
SERVED: list[Any] = [None, False, 0, []]
CLAIMED: dict[str, tuple[Any, Any, Any]] = {
    "a_worker_that_executes_a_program": (
        [True, 6, False, 6],
        [False, None, True, 6],
        [False, None, True, 6],
    ),
    "a_worker_that_closes_its_descriptors": (
        [True, 4, False, 4],
        [True, 4, False, 4],
        [False, None, True, 4],
    ),
    "a_grandchild_that_holds_the_sentinel": ([None, 3], [None, 3], [3, 3]),
    "a_status_that_was_looked_at": ([[1, 0], 0], [[1, 0], 0], [NO_CHILD, 0]),
    "threads_that_join_one_after_the_other": (0, 0, 0),
    "a_sentinel_beside_a_connection": ([[1], [0, 1], 7],) * 3,
    "joined_by_another_process": ([None, None, 0], [None, None, 0], [None, 255, 255]),
    "a_handler_of_a_timer": ([GOES_ON, [True] * 2],) * 3,
    "many_signals": (GOES_ON,) * 3,
    "control_c": ([["KeyboardInterrupt", True, 0]] * 2,) * 3,
    "another_thread": (GOES_ON,) * 3,
    "a_timeout_that_signals_do_not_extend": ([True, True, None, 0],) * 3,
    "too_many_processes": ([EAGAIN, EAGAIN, 0],) * 3,
    "a_server_that_was_killed": ([None, 0, 0], [None, 0, 0], [255, 255, 0]),
    "no_memory_for_a_process": ([ENOMEM] * 2, [ENOMEM] * 2, [SERVED] * 2),
    "it_is_over_when_it_is_over": (True, True, True),
    "nothing_is_left": ([], [], []),
}


def observe(table: str, method: str, library: str, *options: str) -> dict[str, Any]:
    """Run the cases of a table on a library; what each observed, by its name."""
    optimise = ["-O"] if table == "without_asserts" else []
    done = subprocess.run(
        [sys.executable, *optimise, CASES / f"{table}.py", library, method, *options],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr
    return dict(map(json.loads, done.stdout.splitlines()))


@pytest.mark.skipif(sys.platform != "linux", reason="looks for a blocked thread in /proc")
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("table", TABLES)
def test_cjoin_does_what_multiprocessing_does(table: str, method: str) -> None:
    """Every row: exit codes, states, exceptions with their messages, warnings; and as claimed."""
    python, c = (observe(table, method, library) for library in ("multiprocessing", "cjoin"))
    assert python
    assert python == c
    known = {name: rows[METHODS.index(method)] for name, rows in CLAIMED.items() if name in python}
    assert {name: python[name] for name in known} == known


@pytest.mark.skipif(sys.platform != "linux", reason="looks for a blocked thread in /proc")
def test_what_is_claimed_is_in_a_table() -> None:
    """No row that teaches something has lost its case."""
    cases = "".join((CASES / f"{table}.py").read_text() for table in TABLES)
    assert [name for name in CLAIMED if f"def {name}(" not in cases] == []


@pytest.mark.skipif(sys.platform != "linux", reason="looks for descriptors in /proc")
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("library", ["multiprocessing", "cjoin"])
@pytest.mark.parametrize("rounds", [10, pytest.param(500, marks=pytest.mark.stress)])
def test_starts_beside_busy_threads(library: str, method: str, rounds: int) -> None:
    """One after the other, while a thread holds a lock: none is stuck, and nothing is left."""
    if method == "spawn" and rounds == 10:
        rounds = 1  # an interpreter each, and the threads take turns with each call of start()
    assert observe("crowd", method, library, "beside_busy_threads", str(rounds)) == {
        "beside_busy_threads": [True, True, 0, True, "none"],
    }


@pytest.mark.skipif(sys.platform != "linux", reason="looks for descriptors in /proc")
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("library", ["multiprocessing", "cjoin"])
@pytest.mark.parametrize("workers", [20, pytest.param(1000, marks=pytest.mark.stress)])
def test_many_at_once(library: str, method: str, workers: int) -> None:
    """All are joined, each exit code is right, and nothing is left."""
    if method == "spawn" and workers == 20:
        workers = 2  # an interpreter each
    assert observe("crowd", method, library, "all_at_once", str(workers)) == {
        "all_at_once": [True, workers, True, "none"],
    }
