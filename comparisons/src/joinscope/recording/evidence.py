"""The evidence that can be had here: the strongest that is not refused, or the one asked for."""

from collections.abc import Callable
from dataclasses import dataclass

from joinscope.errors import UsageError
from joinscope.recording.recorders import states, syscalls
from joinscope.vocabulary import Evidence

# From the strongest to the weakest: its name, why it cannot be had (None: it can), what is lost.
LADDER: tuple[tuple[Evidence, Callable[[], str | None], str], ...] = (
    ("syscalls", syscalls.refusal, "No system calls, so no order is proved"),
    ("states", states.refusal, "No states of processes"),
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """An evidence, and a sentence for each stronger one that was refused."""

    evidence: Evidence
    refusals: tuple[str, ...] = ()


def choose(wanted: Evidence | None = None) -> Chosen:
    """The strongest evidence, one step down for each refusal; UsageError if `wanted` is refused."""
    refusals: list[str] = []
    for evidence, refusal, lost in LADDER:
        if wanted not in {None, evidence}:
            continue
        reason = refusal()
        if reason is None:
            return Chosen(evidence, tuple(refusals))
        if wanted:
            raise UsageError(
                f"no evidence {wanted}: {reason}; without --evidence the strongest that can be "
                "had is taken"
            )
        refusals.append(f"{lost}: {reason}.")
    return Chosen("output", tuple(refusals))
