"""Attacks on what is claimed: which are tried, and what of it shows that a proof is wrong."""

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from command import traced
from joinscope.catalog.claims import Before
from joinscope.cli import compare
from joinscope.happens_before.linear_extensions import LinearExtensions
from joinscope.programs import targets
from joinscope.schedules import claim_attacks
from joinscope.schedules.claim_attacks import ClaimAttack, NotAttacked
from joinscope.schedules.forced_runs import ForcedRun, Outcome
from joinscope.schedules.printers import NamedAccount
from joinscope.schedules.witnesses import Witnessed, witness
from joinscope.vocabulary import Event

pytestmark = [traced, pytest.mark.once]
SLEEPS = """
import os
import time

if os.fork() == 0:
    print("worker", flush=True)
    os._exit(0)
time.sleep(0.2)
os.write(1, b"parent\\nat once\\n")
print("twice", flush=True)
print("twice", flush=True)
os.wait()
"""


def line(text: str) -> Event:
    return Event("line", text)


@pytest.fixture
def side(tmp_path: Path) -> Witnessed:
    """A program in which a sleep stands for the join."""
    file = tmp_path / "sleeps.py"
    file.write_text(SLEEPS)
    target = targets.one(str(file), ["fork"])
    (found,) = witness(target, runs=1, through="terminal", deadline=60, account=NamedAccount)
    return found


def attacked(side: Witnessed, claim: Before) -> ClaimAttack:
    (found,) = claim_attacks.attacked({side.side: [claim]}, {side.side: side}, "terminal", 60)
    return found


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        (Before(line("worker"), Event("exit", "parent")), NotAttacked.NO_LINE),
        (Before(line("worker"), line("never")), NotAttacked.NOT_ONCE),
        (Before(line("worker"), line("twice")), NotAttacked.NOT_ONCE),
        (Before(line("parent"), line("at once")), NotAttacked.ONE_WRITE),
    ],
)
def test_what_is_not_tried(side: Witnessed, claim: Before, why: NotAttacked) -> None:
    """What cannot be held back is told so, and no run is made."""
    assert attacked(side, claim) == ClaimAttack(side.side, claim, why)


def test_who_prints_what_is_not_known(side: Witnessed) -> None:
    """As of a run that was cut short: nothing is tried."""
    claim = Before(line("worker"), line("parent"))
    cut = attacked(replace(side, limit="deadline"), claim)
    assert cut == ClaimAttack(side.side, claim, NotAttacked.WHO)


def test_a_false_claim_is_broken(side: Witnessed) -> None:
    """That is news of the claim; had it been proved, it would be a wrong proof."""
    claim = Before(line("worker"), line("parent"))
    found = attacked(side, claim)
    assert isinstance(found.attempt, ForcedRun)
    assert (found.attempt.outcome, found.wrong) == (Outcome.BROKEN, False)
    assert found.story is not None
    assert [step.action for step in found.story.steps if step.kind == "hold"] == ["event"]
    texts = side.legal.texts
    before = list(side.legal.before)
    before[texts.index("parent")] |= 1 << texts.index("worker")
    doctored = replace(side, legal=LinearExtensions(texts, tuple(before)))
    assert attacked(doctored, claim).wrong


def test_a_wrong_proof_ends_compare_with_1(
    side: Witnessed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its recording is kept."""
    broken = attacked(side, Before(line("worker"), line("parent")))

    def attack(*_: object, **__: object) -> list[ClaimAttack]:
        return [replace(broken, proved=True)]

    monkeypatch.setattr(compare, "attack_claims", attack)
    monkeypatch.chdir(tmp_path)
    words = ["worker_and_join", "--start-method", "fork", "--force", "--report", "r.html"]
    done = CliRunner().invoke(compare.compare, words, catch_exceptions=False)
    assert done.exit_code == 1
    (kept,) = tmp_path.glob("forced-*.jsonl")
    assert b'"event":"hold"' in kept.read_bytes()
