"""The tracer's C under strict warnings and the analyzer, also for a machine that is not ours."""

import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.c_strict

PACKAGE = Path(__file__).parents[3] / "comparisons"
TRACER = PACKAGE / "tracer"
SOURCES = sorted(TRACER.rglob("*.c"))
SOURCES.append(PACKAGE / "src" / "joinscope" / "programs" / "instrumentation" / "c_hook.c")
STRICT = [
    "-std=c17",
    "-Wall",
    "-Wextra",
    "-Wpedantic",
    "-Wconversion",
    "-Wshadow",
    "-Wstrict-prototypes",
    "-Wmissing-prototypes",
    "-Werror",
]


def complaints(compiler: str, *options: str, source: Path, generated: Path) -> str:
    """What a compiler says of a source; nothing is kept of what it makes."""
    include = [f"-I{TRACER}", f"-I{generated}"]
    done = subprocess.run(
        [compiler, *STRICT, *include, *options, "-c", "-o", "/dev/null", source],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr


@pytest.mark.skipif(not shutil.which("gcc"), reason="gcc is not installed")
@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_warnings_and_analyzer(source: Path, generated: Path) -> None:
    """No warning of the strict set, and nothing that the analyzer finds."""
    assert complaints("gcc", "-O1", "-fanalyzer", source=source, generated=generated) == ""


@pytest.mark.skipif(
    not shutil.which("aarch64-linux-gnu-gcc"), reason="aarch64-linux-gnu-gcc is not installed"
)
@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_another_machine(source: Path, generated: Path) -> None:
    """It compiles for aarch64, which lacks many of x86's system calls."""
    assert complaints("aarch64-linux-gnu-gcc", "-O1", source=source, generated=generated) == ""


@pytest.mark.skipif(not shutil.which("gcc"), reason="gcc is not installed")
def test_a_mistake_is_found(tmp_path: Path, generated: Path) -> None:
    """The check can fail."""
    source = tmp_path / "mistake.c"
    source.write_text("int unprototyped(int x) { return x; }\n")
    assert "no previous prototype" in complaints("gcc", "-O1", source=source, generated=generated)
