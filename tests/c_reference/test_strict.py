"""The C programs under strict warnings, the analyzer, sanitizers and valgrind."""

import os
import shutil
import subprocess
from pathlib import Path

import cjoin
import pytest
from catalog_sample import SAMPLE
from claimed_lines import claimed_lines
from memory_checker import VALGRIND, needs_valgrind

pytestmark = pytest.mark.c_strict

REFERENCE = Path(__file__).parents[2] / "c_reference"
# Every program, with how it is run: those on process.h under each start method.
RUNS = [(name, None) for name in cjoin.names()] + [
    (f"on_process_h/{name}", method)
    for name in cjoin.names()
    for method in ("fork", "spawn", "forkserver")
    if cjoin.twin(name)
]
each_run = pytest.mark.parametrize(("name", "method"), RUNS)
# Valgrind takes a second and more for each: the gate has a sample.
each_sampled_run = pytest.mark.parametrize(
    ("name", "method"),
    [
        pytest.param(*each, marks=() if Path(each[0]).name in SAMPLE else (pytest.mark.stress,))
        for each in RUNS
    ],
)
needs_gcc = pytest.mark.skipif(not shutil.which("gcc"), reason="gcc is not installed")


def make(build: Path, **variables: str) -> None:
    """Build every program with other flags into a folder of its own."""
    settings = [f"{name}={value}" for name, value in {"BUILD": str(build), **variables}.items()]
    done = subprocess.run(
        ["make", "-C", REFERENCE, *settings], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def lines_of(*command: str, method: str | None) -> list[str]:
    """What a command prints, sorted; it must end well and say nothing else."""
    environment = {**os.environ, **({"PROCESS_START_METHOD": method} if method else {})}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    return sorted(done.stdout.splitlines())


def expected(name: str) -> list[str]:
    """What is claimed that the program prints, sorted."""
    return sorted(claimed_lines(Path(name).name))


@pytest.mark.parametrize("optimised", ["-O0", "-O2"])
def test_strict_warnings(tmp_path: Path, optimised: str) -> None:
    """No warning of the strict set, at any optimisation."""
    make(tmp_path, CFLAGS=f"-Werror {optimised}")


@needs_gcc
def test_the_analyzer_finds_nothing(tmp_path: Path) -> None:
    """Gcc's static analyzer finds nothing."""
    make(tmp_path, CC="gcc", CFLAGS="-Werror -O1 -fanalyzer")


@pytest.fixture(scope="module")
def sanitized(tmp_path_factory: pytest.TempPathFactory) -> Path:
    build = tmp_path_factory.mktemp("sanitized")
    make(build, CC="gcc", CFLAGS="-g -fsanitize=address,undefined -fno-sanitize-recover=all")
    return build


@needs_gcc
@each_run
def test_sanitizers_find_nothing(name: str, method: str | None, sanitized: Path) -> None:
    """No undefined behaviour, no bad access and no leak, in the parent, worker or server."""
    assert lines_of(str(sanitized / name), method=method) == expected(name)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    build = tmp_path_factory.mktemp("plain")
    make(build, CFLAGS="-O0 -g")
    return build


@needs_valgrind
@each_sampled_run
def test_valgrind_finds_nothing(name: str, method: str | None, plain: Path) -> None:
    """Valgrind finds no error and no leak, in the parent, worker or server."""
    assert lines_of(*VALGRIND, str(plain / name), method=method) == expected(name)


@needs_gcc
@pytest.mark.parametrize(
    ("flags", "mistake"),
    [
        ("-Werror", "int unprototyped(int x) { return x; }"),
        (
            "-Werror -O1 -fanalyzer",
            "int *leak(void); int *leak(void) { return malloc(4) ? 0 : 0; }",
        ),
    ],
)
def test_a_mistake_is_found(tmp_path: Path, flags: str, mistake: str) -> None:
    """The checks can fail: a mistake that each is for is refused."""
    reference = tmp_path / "c_reference"
    shutil.copytree(REFERENCE, reference, symlinks=True, ignore=shutil.ignore_patterns("build"))
    program = reference / "programs" / "without_join.c"
    program.write_text(f"{program.read_text()}\n{mistake}\n")
    done = subprocess.run(
        ["make", "-C", reference, "CC=gcc", f"CFLAGS={flags}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "without_join.c" in done.stderr
