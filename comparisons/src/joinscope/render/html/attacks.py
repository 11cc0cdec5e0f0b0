"""The attacks on a claim as the report shows them: what each side did, and its picture."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from joinscope.catalog.claims import Claim, Only, SameRelation
from joinscope.explanation.match_steps import Pair, pairs
from joinscope.render.picture.scene import Scene, scene
from joinscope.render.picture.svg import described
from joinscope.schedules.claim_attacks import ClaimAttack


@dataclass(frozen=True, slots=True)
class Drawn:
    """The lanes of a forced run, and what they say to whoever cannot see them."""

    pair: Pair
    scene: Scene
    alt: str


@dataclass(frozen=True, slots=True)
class AttackView:
    """An attack, and its picture; None where no run was forced, or none was recorded whole."""

    attack: ClaimAttack
    drawn: Drawn | None


def views(
    claim: Claim | SameRelation | None, attacks: Sequence[ClaimAttack]
) -> tuple[AttackView, ...]:
    """Those on this claim, side by side."""
    attacked = claim.inner if isinstance(claim, Only) else claim
    return tuple(_views(each for each in attacks if each.claim == attacked))


def _views(attacks: Iterator[ClaimAttack]) -> Iterator[AttackView]:
    for each in attacks:
        drawn = None
        if each.story is not None:
            (pair,) = pairs([each.story])
            drawn = Drawn(pair, scene(pair), described(pair))
        yield AttackView(each, drawn)
