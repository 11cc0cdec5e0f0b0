"""The catalog: what is claimed holds on every side, by proof, and could fail."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest
from catalog_sample import SAMPLE, sampled
from claim_mutants import mutants
from command import traced
from joinscope import catalog
from joinscope.pipeline import Case, ProgramRuns, run, verdict_of
from joinscope.programs import start_methods, targets
from joinscope.render.wording.claims import instead, statement
from joinscope.verdict.verdict import Outcome

pytestmark = traced
NAMES = list(catalog.load())


@cache
def ran(name: str) -> tuple[Case, Sequence[ProgramRuns]]:
    """The runs of a comparison, once for all tests of it."""
    (target,) = targets.comparisons([name], start_methods.requested())
    case = Case(target, "terminal")
    (runs,) = run([case], evidence="syscalls", deadline=60)
    return case, runs


def outcomes(case: Case, runs: Sequence[ProgramRuns]) -> list[tuple[str, str, str, Outcome]]:
    """(side, claim, what was found instead, outcome) of each finding."""
    return [
        (
            str(side.side),
            statement(finding.claim),
            instead(finding, several=True),
            finding.outcome,
        )
        for side in verdict_of(case, runs).sides
        for finding in side.findings
    ]


@pytest.mark.parametrize("name", sampled(NAMES))
class TestComparison:
    """Each comparison of the catalog."""

    def test_every_claim_holds_by_proof(self, name: str) -> None:
        """No claim fails, and none is unknown."""
        found = outcomes(*ran(name))
        assert [each for each in found if each[-1] is not Outcome.HOLDS] == []
        assert found

    def test_every_claim_can_fail(self, name: str) -> None:
        """Each mutant of each claim fails on at least one side of the same runs."""
        case, runs = ran(name)
        comparison = case.target.comparison
        assert comparison is not None
        for claim in comparison.claims or ():
            for mutant in mutants(claim):
                mutated = replace(comparison, claims=(mutant,))
                target = replace(case.target, comparison=mutated)
                found = [each[-1] for each in outcomes(Case(target, "terminal"), runs)]
                assert Outcome.FAILS in found, mutant


def test_the_sample_is_of_the_catalog() -> None:
    """What the gate takes is there, and the catalog has more."""
    assert set(NAMES) > SAMPLE
