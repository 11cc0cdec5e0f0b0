"""process.h: its scenarios (native/), under each start method, and the example in its head."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import cjoin
import gcov
import pytest
from header_example import example
from memory_checker import VALGRIND, needs_valgrind

NATIVE = Path(__file__).parent / "native"
LIBRARY = cjoin.get_include()
METHODS = ["fork", "spawn", "forkserver"]
SCENARIOS = re.findall(
    r'^    \{"(\w+)", \1\},$', (NATIVE / "scenarios.c").read_text(), re.MULTILINE
)
WARNINGS = [
    "-std=c17",
    *("-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow"),
    *("-Wstrict-prototypes", "-Wmissing-prototypes", "-Werror"),
]
# Lines of the library that no scenario runs: a function, or a part of the line; and why.
NOT_RUN = {
    "popen_fork_poll: return -1;": "waitpid() reports no stop, unless the worker is traced",
    "popen_exitcode: errno = EINVAL;": "waitpid() reports no stop, unless the worker is traced",
    "popen_exitcode: return -1;": "waitpid() reports no stop, unless the worker is traced",
    "image_worker_named: ": "the new image is the same program, and has the same table",
    "child_read_and_run: return EXIT_FAILURE;": "the new image is the same program",
    "pipe_close: errno = error;": "close() fails for no open pipe",
    "request_send: errno = EPIPE;": "the server ends between the look at it and this; seldom",
    "request_receive: ": "a server that is out of descriptors",
    "wait_ready: for (;;) {": "a loop's head, which gcov counts for its jump only",
}

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="wraps calls as ld on Linux does")


def wrapped() -> list[str]:
    """The calls that can be made to fail."""
    text = (NATIVE / "faults.c").read_text()
    return [
        "_exit",
        *re.findall(r"^WRAP\([\w *]+, (\w+),", text.replace("\n     ", " "), re.MULTILINE),
    ]


def build(folder: Path, *flags: str) -> Path:
    """The scenarios, built into a folder."""
    program = folder / "scenarios"
    wrap = [f"-Wl,--wrap={call}" for call in wrapped()]
    sources = sorted([*NATIVE.glob("*.c"), *LIBRARY.resolve().glob("*.c")])
    include = [f"-I{LIBRARY.resolve()}", f"-I{NATIVE}"]
    command: list[str | Path] = ["gcc", *flags, "-g", *include, *wrap, "-o", program]
    done = subprocess.run(
        [*command, *sources, "-pthread"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return program


def play(program: Path, scenario: str, method: str, before: Sequence[str] = ()) -> None:
    """Run one scenario; it says what is wrong and ends with 1."""
    command: list[str | Path] = [*before, program, scenario]
    environment = {"PROCESS_START_METHOD": method, "ASAN_OPTIONS": "detect_leaks=0"}
    with (
        tempfile.TemporaryFile("w+") as said,
        subprocess.Popen(command, env=environment, stderr=said, process_group=0) as process,
    ):
        end = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert end is not None
        if end.si_status != 0:  # it may have left a worker, which nobody else would end
            os.killpg(process.pid, signal.SIGKILL)
        status = process.wait()
        said.seek(0)
        complaint = said.read()
    assert (status, complaint) == (0, ""), complaint


@pytest.fixture(scope="module")
def scenarios(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("native"), "-O1", *WARNINGS)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_scenario(scenario: str, method: str, scenarios: Path) -> None:
    """Each scenario holds under each start method."""
    play(scenarios, scenario, method)


@pytest.mark.parametrize(
    ("file", "right", "wrong", "scenario", "complaint"),
    [
        ("popen", "= WEXITSTATUS(status)", "= 0", "exit_codes", "run(returns, 3) is 0, not 3"),
        ("sentinel", "ready[k++] = i", "ready[k] = k, k++", "sentinels", "ready[0] is 0, not 2"),
        ("sentinel", "revents != 0", "revents & POLLIN", "sentinels", "ready[0] is 2, not 1"),
        ("sentinel", "ready[k++] = i", "ready[k] = k, k++", "first_of_many", "many[0] == chosen"),
    ],
)
def test_a_scenario_can_fail(
    file: str, right: str, wrong: str, scenario: str, complaint: str, tmp_path: Path
) -> None:
    """A library with a mistake in it is found out: a wrong status, or a wrong descriptor."""
    library = tmp_path / "process"
    shutil.copytree(LIBRARY.resolve(), library)
    source = library / f"process_{file}.c"
    assert right in source.read_text()
    source.write_text(source.read_text().replace(right, wrong))
    sources = sorted([*NATIVE.glob("*.c"), *library.glob("*.c")])
    wrap = [f"-Wl,--wrap={call}" for call in wrapped()]
    command: list[str | Path] = ["gcc", f"-I{library}", f"-I{NATIVE}", *wrap]
    command += ["-o", tmp_path / "scenarios"]
    subprocess.run([*command, *sources, "-pthread"], check=True)
    with pytest.raises(AssertionError, match=re.escape(complaint)):
        play(tmp_path / "scenarios", scenario, "fork")


@pytest.mark.parametrize("method", METHODS)
def test_the_example_in_the_header(method: str, tmp_path: Path) -> None:
    """The header's example builds by its line, without a warning, and prints what it says."""
    code, line, printed = example(LIBRARY / "process.h")
    (tmp_path / "example.c").write_text(code)
    (tmp_path / "process").symlink_to(LIBRARY.resolve())
    build_line = f"{line} {' '.join(WARNINGS)}".replace("-std=c17 ", "")
    subprocess.run(["sh", "-c", build_line], cwd=tmp_path, check=True)
    done = subprocess.run(
        [tmp_path / "example"],
        env={"PROCESS_START_METHOD": method},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout.splitlines(), done.stderr) == (printed, "")
    assert printed == ["hello from the worker", "exit code 3"]


@pytest.mark.c_strict
def test_the_analyzer_finds_nothing(tmp_path: Path) -> None:
    """Gcc's static analyzer finds nothing in the library or the scenarios."""
    build(tmp_path, "-O1", "-fanalyzer", *WARNINGS)


@pytest.mark.c_strict
@pytest.mark.parametrize("method", METHODS)
def test_sanitizers_find_nothing(method: str, tmp_path: Path) -> None:
    """No undefined behaviour and no bad access, also where calls fail."""
    program = build(tmp_path, "-fsanitize=address,undefined", "-fno-sanitize-recover=all")
    for scenario in SCENARIOS:
        if scenario != "limits":  # the sanitizers need descriptors of their own
            play(program, scenario, method)


@pytest.mark.c_strict
@needs_valgrind
@pytest.mark.parametrize("method", METHODS)
def test_valgrind_finds_nothing(method: str, tmp_path: Path) -> None:
    """No bad access and no leak, with one worker, with many, and where calls fail."""
    program = build(tmp_path, "-O0")
    for scenario in ("timeouts", "first_of_many", "failing_first_start"):
        play(program, scenario, method, before=VALGRIND)


@pytest.mark.c_strict
def test_coverage_of_the_library(tmp_path: Path) -> None:
    """The scenarios run at least 95 % of the library's lines; the others have a reason."""
    program = build(tmp_path, "-O0", "--coverage", "-DCOVERAGE")
    for method in METHODS:
        for scenario in SCENARIOS:
            if scenario != "limits":  # another user cannot write what was counted
                play(program, scenario, method)
    lines: dict[str, bool] = {}
    for source in sorted(LIBRARY.resolve().glob("*.c")):
        lines |= gcov.lines(source, tmp_path / f"scenarios-{source.stem}.gcno", tmp_path)
    assert gcov.enough(lines, NOT_RUN)


def test_a_line_that_is_not_run_needs_a_reason() -> None:
    """A line that no reason fits is found, and so are too many that have one."""
    run = {f"process_wait.c:{number}: now: x": True for number in range(99)}
    explained = {f"process_image.c:{number}: image_worker_named: y": False for number in range(9)}
    (first, *_) = explained
    assert gcov.enough({**run, first: False}, NOT_RUN)
    assert not gcov.enough({**run, first: False}, {})
    assert not gcov.enough({**run, **explained}, NOT_RUN)
