"""Forced runs of real programs: legal orders are printed, proofs resist, and false ones break."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from command import traced
from joinscope.happens_before.linear_extensions import LinearExtensions, outputs
from joinscope.happens_before.order_difference import order_differences
from joinscope.programs import targets
from joinscope.recording.runner import record
from joinscope.schedule import flat
from joinscope.schedules.cover import open_pairs, orders, shown
from joinscope.schedules.forced_runs import ForcedRuns, Outcome, force
from joinscope.schedules.printers import NamedAccount
from joinscope.schedules.targeted import attacks, covering, targeted
from joinscope.schedules.witnesses import Witnessed, witness
from joinscope.vocabulary import StartMethod

pytestmark = traced
METHODS: tuple[StartMethod, ...] = ("fork", "spawn", "forkserver")
TIMES = 20
SLEEPS = """
import multiprocessing
import time

def work():
    print("worker", flush=True)

if __name__ == "__main__":
    worker = multiprocessing.Process(target=work)
    worker.start()
    time.sleep(0.5)
    print("parent", flush=True)
"""


def stress(method: StartMethod) -> object:
    """A start method that the long proofs try."""
    return pytest.param(method, marks=pytest.mark.stress)


def known(name: str | Path, methods: Sequence[StartMethod] = ("fork",)) -> list[Witnessed]:
    """A program whose order is known from one run of each side."""
    target = targets.one(str(name), methods)
    return witness(target, runs=1, through="terminal", deadline=600.0, account=NamedAccount)


def forced(found: Sequence[Witnessed], limit: int = 24) -> list[ForcedRuns]:
    return force(found, limit=limit, through="terminal", deadline=600.0)


SLEEPS_IN_C = """
#include <stdio.h>
#include <unistd.h>

int
main(void)
{
    if (fork() == 0) {
        puts("worker");
        return 0;
    }
    usleep(500000);
    puts("parent");
    return 0;
}
"""


def outcomes(runs: ForcedRuns) -> list[Outcome]:
    assert runs.runs is not None
    return [each.outcome for each in runs.runs]


def resisting(side: ForcedRuns) -> set[tuple[str, str | None]]:
    """Who waited in which call while the parent's line was to come before the worker's."""
    (last,) = (each for each in side.runs or () if each.attempt.attacked == (1, 2))
    assert last.outcome is Outcome.RESISTS
    assert last.held is not None
    assert last.held.role == "worker"
    return {(each.role.value, each.call) for each in last.waiting}


@pytest.mark.parametrize("method", [METHODS[0], *(stress(each) for each in METHODS[1:])])
def test_without_join(method: StartMethod) -> None:
    """Each of its three orders is printed on each side, and its one proof resists."""
    for side in forced(known("without_join", [method])):
        assert side.all
        assert outcomes(side) == [Outcome.WITNESSED] * 3 + [Outcome.RESISTS], side.side


@pytest.mark.parametrize("method", [*(stress(each) for each in METHODS[:-1]), METHODS[-1]])
def test_worker_and_join(method: StartMethod) -> None:
    """Its proofs resist on each side: the parent waits in the call that joins."""
    polls = {("parent", "poll"), ("parent", "ppoll")}
    for side in forced(known("worker_and_join", [method])):
        assert outcomes(side) == [Outcome.WITNESSED, Outcome.RESISTS, Outcome.RESISTS], side.side
        waiting = resisting(side)
        if side.side.start_method == "forkserver":
            assert waiting & polls
            assert "fork_server" in {role for role, _ in waiting}
        else:
            assert ("parent", "wait4") in waiting


@pytest.fixture
def sleeps(tmp_path: Path) -> Path:
    """A program in which the join is replaced by a sleep."""
    file = tmp_path / "sleeps.py"
    file.write_text(SLEEPS)
    return file


def falsely_proved(file: Path, method: StartMethod) -> Witnessed:
    """A program of two lines that nothing orders, as if the worker's were proved to come first."""
    (side,) = known(file, [method])
    assert side.legal.before == (0, 0)
    worker = side.legal.texts.index("worker")
    before = tuple(0 if line == worker else 1 << worker for line in range(2))
    return replace(side, legal=LinearExtensions(side.legal.texts, before))


@pytest.mark.once
@pytest.mark.parametrize("method", [METHODS[0], *(stress(each) for each in METHODS[1:])])
def test_a_false_proof_breaks(sleeps: Path, method: StartMethod) -> None:
    """If it were proved that the sleep keeps the parent back, the attack would show otherwise."""
    (runs,) = forced([falsely_proved(sleeps, method)])
    assert outcomes(runs) == [Outcome.WITNESSED, Outcome.BROKEN]
    assert [each.outcome for each in runs.wrong] == [Outcome.BROKEN]
    assert b'"event":"hold"' in runs.wrong[0].recording


@pytest.mark.stress
@pytest.mark.parametrize(
    ("name", "text", "method"),
    [("sleeps.c", SLEEPS_IN_C, "fork"), *(("sleeps.py", SLEEPS, each) for each in METHODS)],
)
def test_a_false_proof_breaks_each_time(
    tmp_path: Path, name: str, text: str, method: StartMethod
) -> None:
    """Twenty of twenty, in Python by each start method and in C."""
    file = tmp_path / name
    file.write_text(text)
    for _ in range(TIMES):
        (runs,) = forced([falsely_proved(file, method)])
        assert outcomes(runs) == [Outcome.WITNESSED, Outcome.BROKEN]


@pytest.mark.once
def test_a_false_proof_of_equal_lines_breaks(sleeps: Path) -> None:
    """Which of two equal lines came first is known by who has written them."""
    sleeps.write_text(SLEEPS.replace('"worker"', '"same"').replace('"parent"', '"same"'))
    (side,) = known(sleeps)
    assert isinstance(side.account, NamedAccount)
    threads = [each.first.thread for each in side.account.writes() or ()]
    worker = threads.index("0.1")
    before = tuple(0 if line == worker else 1 << worker for line in range(2))
    (runs,) = forced([replace(side, legal=LinearExtensions(side.legal.texts, before))])
    assert outcomes(runs)[-1] is Outcome.BROKEN


@pytest.mark.once
def test_a_false_output_is_refused() -> None:
    """If nothing were proved of a program with a join, an output could not be made."""
    side = known("worker_and_join")[0]
    claimed = replace(side, legal=LinearExtensions(side.legal.texts, (0, 0, 0b010)))
    (runs,) = forced([claimed])
    assert Outcome.REFUSED in outcomes(runs)
    assert all(each.recording for each in runs.wrong)


@pytest.mark.once
def test_what_is_printed_by_other_calls(sleeps: Path) -> None:
    """A program that does something else than in the run before is not blamed on a proof."""
    (side,) = known(sleeps)
    sleeps.write_text(SLEEPS.replace('"worker"', '"other"'))
    (runs,) = forced([side])
    assert set(outcomes(runs)) == {Outcome.DIVERGED}


@pytest.mark.once
def test_lines_of_several_writes(tmp_path: Path) -> None:
    """A line whose end is a write of its own is never torn by another."""
    file = tmp_path / "unbuffered.py"
    file.write_text(
        "import os\npid = os.fork()\n"
        "name = b'worker' if pid == 0 else b'parent'\n"
        "os.write(1, name)\nos.write(1, b'\\n')\n"
        "if pid: os.wait()\n"
    )
    (side,) = known(file)
    (runs,) = forced([side])
    assert {each.printed for each in runs.runs or () if each.outcome is Outcome.WITNESSED} >= {
        ("worker", "parent"),
        ("parent", "worker"),
    }


@pytest.mark.stress
@pytest.mark.parametrize("name", ["without_join", "worker_and_join"])
def test_again_and_again(name: str) -> None:
    """Twenty of twenty, on every side."""
    found = known(name, METHODS)
    first = [outcomes(each) for each in forced(found)]
    assert not {Outcome.DIVERGED, Outcome.UNKNOWN, Outcome.REFUSED, Outcome.BROKEN} & {
        each for side in first for each in side
    }
    for _ in range(TIMES - 1):
        assert [outcomes(each) for each in forced(found)] == first


@pytest.mark.stress
@pytest.mark.parametrize("name", ["without_join", "worker_and_join"])
def test_a_forced_run_has_the_same_order(name: str) -> None:
    """What is proved of a forced run is what is proved of a free one."""
    for side in known(name, METHODS):
        assert isinstance(side.account, NamedAccount)
        writes = side.account.writes()
        assert writes is not None
        chosen, _ = orders(side.legal, 24)
        attempts = [*(targeted(writes, each) for each in chosen), *attacks(writes, side.legal)]
        assert len(attempts) == len(chosen) + len(covering(side.legal))
        accounts = [NamedAccount() for _ in attempts]
        record(
            [side.side.command() for _ in attempts],
            through=["terminal" for _ in attempts],
            deadline=600.0,
            evidence="syscalls",
            consumers=accounts,
            holds=[flat(each.schedule) for each in attempts],
        )
        for account in accounts:
            assert order_differences(outputs(account.order), side.legal) == []


def start_and_end(file: Path, workers: int, *, gated: bool) -> Path:
    """A program whose workers print two lines each; if `gated`, not before all are started.

    Else start() looks whether a worker has ended, and a free run has luck which of them it finds.
    """
    wait = "    gate.recv_bytes()\n" if gated else ""
    file.write_text(
        "import multiprocessing\n"
        "def work(n, gate):\n"
        f"{wait}"
        "    print('start', n, flush=True)\n    print('end', n, flush=True)\n"
        "if __name__ == '__main__':\n"
        f"    gates = [multiprocessing.Pipe(False) for _ in range({workers})]\n"
        "    workers = [\n"
        "        multiprocessing.Process(target=work, args=(n, gates[n][0]))\n"
        f"        for n in range({workers})\n"
        "    ]\n"
        "    for each in workers: each.start()\n"
        "    for _, gate in gates: gate.send_bytes(b'go')\n"
        "    for each in workers: each.join()\n"
        "    print('done', flush=True)\n"
    )
    return file


@pytest.mark.stress
@pytest.mark.parametrize("method", METHODS)
def test_three_workers(tmp_path: Path, method: StartMethod) -> None:
    """All of their 90 orders are printed."""
    (side,) = known(start_and_end(tmp_path / "three.py", 3, gated=True), [method])
    (runs,) = forced([side], limit=100)
    assert runs.all
    assert outcomes(runs).count(Outcome.WITNESSED) == 90
    assert set(outcomes(runs)) == {Outcome.WITNESSED, Outcome.RESISTS}


@pytest.mark.stress
@pytest.mark.parametrize("gated", [True, False])
@pytest.mark.parametrize("workers", [8, 20])
@pytest.mark.parametrize("method", METHODS)
def test_many_workers(tmp_path: Path, method: StartMethod, workers: int, *, gated: bool) -> None:
    """Each two lines that nothing orders are printed both ways, and each proof resists.

    Where all workers are there before the first one prints, that is each two lines of two workers,
    in two runs.
    """
    (side,) = known(start_and_end(tmp_path / "many.py", workers, gated=gated), [method])
    (runs,) = forced([side])
    assert set(outcomes(runs)) == {Outcome.WITNESSED, Outcome.RESISTS}
    witnessed = [each for each in runs.runs or () if each.outcome is Outcome.WITNESSED]
    pairs = open_pairs(side.legal)
    assert pairs <= set().union(*(shown(each.attempt.order) for each in witnessed))
    if gated:
        assert len(pairs) == 2 * workers * 2 * (workers - 1)
        assert len(witnessed) == 2
