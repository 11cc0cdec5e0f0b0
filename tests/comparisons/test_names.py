"""The names of errors and signals in recordings, as the build generates them."""

import errno
import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from joinscope.vocabulary import signal_name

TRACER = Path(__file__).parents[2] / "comparisons" / "tracer"
ASK = r"""
#include <stdio.h>
#include "records/names.h"

int
main(void)
{
    char buffer[16];
    for (int i = 1; i < 600; i++)
        if (error_name(i) != NULL)
            printf("error %d %s\n", i, error_name(i));
    for (int i = -1; i < 80; i++)
        if (signal_name(i, buffer) != NULL)
            printf("signal %d %s\n", i, signal_name(i, buffer));
}
"""


@pytest.fixture(scope="session")
def names(tmp_path_factory: pytest.TempPathFactory, generated: Path) -> dict[str, dict[int, str]]:
    """The names that the tracer knows, by what they name, and by its number."""
    if shutil.which("cc") is None:
        pytest.skip("no C compiler")
    folder = tmp_path_factory.mktemp("names")
    source, program = folder / "ask.c", folder / "ask"
    source.write_text(ASK)
    include = [f"-I{TRACER}", f"-I{generated}"]
    sources = [str(source), str(TRACER / "records" / "names.c")]
    subprocess.run(["cc", "-std=gnu17", *include, "-o", program, *sources], check=True)
    found: dict[str, dict[int, str]] = {"error": {}, "signal": {}}
    for line in subprocess.run([program], capture_output=True, check=True).stdout.splitlines():
        kind, number, name = line.decode().split()
        found[kind][int(number)] = name
    return found


def test_every_error_has_its_name(names: dict[str, dict[int, str]]) -> None:
    """Each error that Python knows is named; of synonyms the one that errno(3) explains."""
    known = dict(errno.errorcode)
    synonyms = {errno.EDEADLK: "EDEADLK", errno.EAGAIN: "EAGAIN", errno.EOPNOTSUPP: "ENOTSUP"}
    kernel = {
        512: "ERESTARTSYS",
        513: "ERESTARTNOINTR",
        514: "ERESTARTNOHAND",
        516: "ERESTART_RESTARTBLOCK",
    }
    assert names["error"] == known | synonyms | kernel


def test_a_name_means_its_error(names: dict[str, dict[int, str]]) -> None:
    """By its name an error is found again, so that a reader may ask errno for it."""
    for number, name in names["error"].items():
        if not name.startswith("ERESTART"):
            assert getattr(errno, name) == number
            assert os.strerror(number) != f"Unknown error {number}"


def test_every_signal_has_its_name(names: dict[str, dict[int, str]]) -> None:
    """Each signal has the name that Python knows, and one name in a recording and in a sentence."""
    assert names["signal"].items() >= {each.value: each.name for each in signal.Signals}.items()
    assert names["signal"] == {number: signal_name(number) for number in range(1, 65)}
    assert [names["signal"][number] for number in (32, 35, 49, 50)] == [
        *("SIG32", "SIGRTMIN+1", "SIGRTMIN+15", "SIGRTMAX-14"),
    ]
