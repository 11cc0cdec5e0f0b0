"""How much of the C behind cffi the table of cases runs; test_process.py does so for process.h."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import gcov
import pytest

pytestmark = [
    pytest.mark.c_strict,
    pytest.mark.skipif(sys.platform != "linux", reason="counts threads by /proc"),
    pytest.mark.skipif(not shutil.which("gcov"), reason="gcov is not installed"),
]

REFERENCE = Path(__file__).parents[2] / "c_reference"
CASES = Path(__file__).parent / "process" / "cases"
# A worker ends by os._exit(), without a look back.
WRITE_COUNTS = """
void __gcov_dump(void);
void write_counts(void);
void write_counts(void) { __gcov_dump(); }
"""
COUNT_BEFORE_THE_END = """
import ctypes, os
from cjoin import _native

def end(status, *, end=os._exit, counts=ctypes.CDLL(_native.__file__)):
    counts.write_counts()
    end(status)

os._exit = end
"""
# Before 3.12 no Popen asks.
THREADS = """
import os, threading
from cjoin import library

library.count_threads(at_fork=True)

def threads():
    worker = library.unforked()
    if library.fork(worker) == 0:
        os._exit(0)
    library.join(worker)
    return library.threads_of_fork()

go = threading.Event()
other = threading.Thread(target=go.wait, daemon=True)
assert threads() == 1
other.start()
assert threads() == 2
go.set()
"""
# Lines that no case runs, and why.
NOT_RUN = {
    "count_threads: return 0;": "proc(5) has a 20th field",
}


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with cjoin, whose C counts its lines, and below it the compiler's notes."""
    folder = tmp_path_factory.mktemp("counted")
    (folder / "end.c").write_text(WRITE_COUNTS)
    subprocess.run(["cc", "-fPIC", "-c", "end.c"], cwd=folder, check=True)
    reference = folder / "c_reference"
    shutil.copytree(REFERENCE, reference, ignore=shutil.ignore_patterns("build", "*.so"))
    build_ffi = reference / "binding/build_ffi.py"
    build_ffi.write_text(build_ffi.read_text().replace('"-O2"', '"-O0"'))
    flags = {
        "CFLAGS": "--coverage",
        "LDFLAGS": f"--coverage {folder / 'end.o'}",
    }
    subprocess.run(
        [sys.executable, "setup.py", "build_ext", "--inplace"],
        cwd=reference,
        env={**os.environ, **flags},
        capture_output=True,
        check=True,
    )
    (reference / "src/sitecustomize.py").write_text(COUNT_BEFORE_THE_END)
    return reference


def test_coverage_of_what_python_calls(counted: Path) -> None:
    """The cases run at least 95 % of the lines between Python and process.h, the rest explained."""
    cases = ("life_cycle", "timeouts", "failures", "signals")
    for program in (*([str(CASES / f"{name}.py")] for name in cases), ["-c", THREADS]):
        subprocess.run(
            [sys.executable, *program, "cjoin", "fork"],
            env={**os.environ, "PYTHONPATH": str(counted / "src")},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            check=True,
        )
    run: dict[str, bool] = {}
    for source in sorted(counted.glob("binding/*.c")):
        (notes,) = counted.rglob(f"{source.stem}.gcno")
        run |= gcov.lines(source, notes, counted)
    assert gcov.enough(run, NOT_RUN)
