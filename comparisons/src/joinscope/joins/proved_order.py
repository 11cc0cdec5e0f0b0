"""The order that a recording proves, for whoever asks: relations with their proof, legal outputs.

order = Order(account)
order.relation("worker", "parent").relation   # Relation.BEFORE
list(order.outputs())                         # [("worker", "parent")]
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from joinscope.errors import EvidenceError
from joinscope.happens_before.causal_past import Step
from joinscope.happens_before.linear_extensions import LinearExtensions, outputs
from joinscope.happens_before.relation import (
    doubt,
    doubt_between,
    of_line,
    proof,
    proof_between,
    relation,
)
from joinscope.joins.account import Account
from joinscope.joins.facts import (
    NOT_ONCE,
    ONE_WRITE,
    JoinFacts,
    Path,
    UnknownOrder,
    joins_facts,
    path_facts,
    unknown_order,
)
from joinscope.joins.roles import workers
from joinscope.recording.recording import Recording
from joinscope.vocabulary import Event, Evidence, Relation


@dataclass(frozen=True, slots=True)
class ProvedRelation:
    """How one event relates to another, in every run that makes the same calls.

    `path` is the proof, from the earlier event to the later one; None if neither is before the
    other. `reason` says why the relation is unknown, None if it is not.
    """

    relation: Relation
    path: Path | None = None
    reason: UnknownOrder | None = None


@dataclass(frozen=True, slots=True)
class LineRelation:
    """The relation of two lines, by their places in the order in which they were printed."""

    first: int
    second: int
    proved: ProvedRelation


class Order:
    """The happens-before relation of a recorded program."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def relation(self, first: str | Event, second: str | Event) -> ProvedRelation:
        """How the first event relates to the second.

        A text stands for the line that was printed with it; `Event("exit", "parent")` is the
        parent's exit. Unknown if one of them did not happen exactly once.
        """
        one, other = _event(first), _event(second)
        order = self._account.order
        found = relation(order, one, other)
        match found:
            case Relation.BEFORE:
                return ProvedRelation(found, self._path(proof(order, one, other)))
            case Relation.AFTER:
                return ProvedRelation(found, self._path(proof(order, other, one)))
            case Relation.CONCURRENT:
                return ProvedRelation(found)
            case Relation.UNKNOWN:
                why = doubt(order, one, other)
                reason = NOT_ONCE if why is None else unknown_order(self._account, why)
                return ProvedRelation(found, reason=reason)

    def outputs(self) -> LinearExtensions:
        """Every legal output: iterate it, ask `count()`, or whether it `allows()` one."""
        return outputs(self._account.order)

    def lines(self, legal: LinearExtensions | None = None) -> Iterator[LineRelation]:
        """The relation of each line to each later one; `legal` are the outputs, if known already.

        Only where no third line lies between two is their path shown: the others follow from those.
        """
        legal = legal or self.outputs()
        places = [of_line(line) for line in self._account.order.printed.all()]
        for one, other in combinations(range(len(places)), 2):
            found = legal.relation(one, other)
            path = None
            if found in {Relation.BEFORE, Relation.AFTER}:
                early, late = (one, other) if found is Relation.BEFORE else (other, one)
                if not _between(legal, early, late):
                    steps = proof_between(self._account.order, places[early], places[late])
                    path = self._path(steps)
            reason: UnknownOrder | None = None
            if found is Relation.UNKNOWN:
                why = doubt_between(self._account.order, places[one], places[other])
                reason = None if why is None else unknown_order(self._account, why)
            yield LineRelation(one, other, ProvedRelation(found, path, reason))

    def between(self, one: int, other: int) -> UnknownOrder | None:
        """Why the relation of two lines is unknown, by their places; None if it is not."""
        lines = self._account.order.printed.all()
        why = doubt_between(self._account.order, of_line(lines[one]), of_line(lines[other]))
        return None if why is None else unknown_order(self._account, why)

    @property
    def several(self) -> bool:
        """Whether there are several workers, which have to be told apart."""
        return len(workers(self._account.roles)) > 1

    def _path(self, steps: list[Step] | None) -> Path | None:
        if steps == []:
            return ONE_WRITE
        return path_facts(self._account.order, steps or (), self._account.roles)


def _event(of: str | Event) -> Event:
    return Event("line", of) if isinstance(of, str) else of


def _between(legal: LinearExtensions, early: int, late: int) -> bool:
    """Whether a third line has to come between two."""
    return any(
        legal.before[late] >> each & 1 and legal.before[each] >> early & 1
        for each in range(len(legal.before))
    )


@dataclass(frozen=True, slots=True)
class OrderedRecording:
    """One run of one program: what was recorded, and the account that its evidence gives.

    `account` is None if the run was not traced.
    """

    recording: Recording
    account: Account | None

    @property
    def lines(self) -> list[str]:
        """What was printed, in the order in which it was read."""
        return self.recording.texts

    @property
    def exit_status(self) -> int | None:
        """The parent's exit status; -N: killed by signal N; None: it did not end by itself."""
        return self.recording.exit_status

    @property
    def evidence(self) -> Evidence:
        """What the recording rests on."""
        return self.recording.evidence

    @property
    def order(self) -> Order:
        """The order that is proved; EvidenceError if the recording proves none."""
        return Order(self._proving())

    @property
    def joins(self) -> tuple[JoinFacts, ...]:
        """How each worker was joined; EvidenceError if the recording does not tell."""
        return joins_facts(self._proving())

    def _proving(self) -> Account:
        if self.account is None or not self.account.proves:
            raise EvidenceError("the recording has no system calls, so it proves no order")
        if not self.recording.complete:
            raise EvidenceError("the recording is not complete: its recorder died")
        return self.account
