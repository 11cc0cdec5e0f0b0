"""Many schedules: no wrong word in a thousand of them, with the processors and the disk busy."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator

import pytest
from command import traced
from joinscope.programs import targets
from joinscope.schedules.forced_runs import Outcome, force
from joinscope.schedules.printers import NamedAccount
from joinscope.schedules.witnesses import Witnessed, witness
from joinscope.vocabulary import StartMethod

pytestmark = [traced, pytest.mark.stress]
METHODS: tuple[StartMethod, ...] = ("fork", "spawn", "forkserver")
SCHEDULES = 1000
SPINS = "while True: pass"
WRITES = """
import os, tempfile
with tempfile.TemporaryFile() as file:
    while True:
        os.pwrite(file.fileno(), bytes(1 << 20), 0)
        os.fsync(file.fileno())
"""


def known(name: str, methods: tuple[StartMethod, ...]) -> list[Witnessed]:
    """A program whose order is known from one run of each side."""
    target = targets.one(name, methods)
    return witness(target, runs=1, through="terminal", deadline=120.0, account=NamedAccount)


@pytest.fixture
def busy() -> Iterator[None]:
    """Keep two processors and the disk busy."""
    load = [subprocess.Popen([sys.executable, "-S", "-c", code]) for code in (SPINS, SPINS, WRITES)]
    yield
    for each in load:
        each.kill()
        each.wait()


@pytest.mark.usefixtures("busy")
def test_a_thousand_schedules() -> None:
    """Each output is printed, each proof resists; nothing diverges, and none is called stuck."""
    found = [*known("without_join", METHODS), *known("worker_and_join", METHODS)]
    seen: Counter[Outcome] = Counter()
    wrong = []
    while seen.total() < SCHEDULES:
        for side in force(found, limit=24, through="terminal", deadline=120.0):
            for run in side.runs or ():
                seen[run.outcome] += 1
                wanted = Outcome.RESISTS if run.attempt.attacked else Outcome.WITNESSED
                if run.outcome is not wanted:
                    wrong.append((str(side.side), run))
    assert wrong == []
    assert set(seen) == {Outcome.WITNESSED, Outcome.RESISTS}
