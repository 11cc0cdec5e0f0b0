"""Claims about processes and their calls in sentences, and what was found instead."""

from collections.abc import Sequence

from joinscope.catalog import claims
from joinscope.catalog.claims import Before, Concurrent, Possible, Scope, Single
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.hidden_ways import Reason
from joinscope.render.wording import status
from joinscope.render.wording.open_orders import CHOICE, REASON
from joinscope.verdict.reasons import OutcomeCount
from joinscope.vocabulary import Ending, Event, WorkerState

STATE: dict[WorkerState | None, str] = {
    "alive": "alive",
    "orphan": "an orphan",
    "zombie": "a zombie",
    "gone": "gone, as it has been reaped",
    None: "in no state that is proved",
}
OUTCOME = {
    "answered": "had an answer",
    "expired": "expired",
    "not_yet": "found nothing yet",
    "interrupted": "was interrupted",
    "open": "did not return",
}


def event(of: Event) -> str:
    """A line in quotes, an exit in words."""
    return f'"{of.name}"' if of.kind == "line" else f"{who(of.name)}'s exit"


def who(word: str) -> str:
    """A process, in the words of claims: `the parent`, `worker 2`."""
    return f"worker {word}" if word.isdigit() else f"the {word}"


def single(claim: Single | Before | Concurrent) -> str:
    """What is claimed of events and of processes."""
    match claim:
        case claims.Before(first, second):
            return f"{event(first)} before {event(second)}"
        case claims.Concurrent(first, second):
            return f"{event(first)} concurrent with {event(second)}"
        case claims.OrderUnknown(first, second, why):
            return f"{event(first)} and {event(second)} in no order that is known: {doubt(why)}"
        case claims.Workers(endings):
            return ", ".join(
                f"worker {number} {_ends(each)}" for number, each in enumerate(endings, 1)
            )
        case claims.Calls(by, call, outcome, count, least, about):
            calls = f"{who(by)}'s {call}"
            of = f" for worker {about}" if about else ""
            return f"{calls}{of} {came_out(outcome)} {times(count, least=least)}"
        case claims.Signals(to, name, count, least):
            return f"{who(to)} gets {name} {times(count, least=least)}"
        case claims.StateAt(worker, state, at):
            return f"worker {worker} is {STATE[state].partition(',')[0]} at {event(at)}"


def possible(claim: Possible) -> str:
    """What may happen by luck, under which start methods."""
    found: dict[str, list[str]] = {}
    for method, forced in claim.by:
        what = "it hangs" if forced.prints is None else f'"{forced.prints}"'
        found.setdefault(what, []).append(method)
    told = ", ".join(f"{what} under {' and '.join(methods)}" for what, methods in found.items())
    only = f", {scope(claim.scope)}" if claim.scope.only else ""
    return f'possible instead of "{claim.instead_of}": {told}{only}'


def not_shown(printed: Sequence[str], limit: str | None) -> str:
    """What a run did that was forced to show a race, and did not."""
    lines = ", ".join(f'"{text}"' for text in printed) or "nothing"
    return f"a run that was forced to printed {lines}{f'; {limit}' if limit else ''}"


def scope(of: Scope) -> str:
    """The sides that a claim is about."""
    return f"only {side_words(of.only)}"


def side_words(words: Sequence[str]) -> str:
    """The sides that words of the catalog name."""
    names = {"python": "Python", "c": "C"}
    return ", ".join(names.get(word, word) for word in words)


def why_only(of: Scope) -> str:
    """Why the claim is about these alone, and who else says so."""
    return f"{of.reason} ({of.source})"


def doubt(code: str) -> str:
    """Why an order is unknown, by its code."""
    if code.upper() in Choice.__members__:
        return CHOICE[Choice[code.upper()]]
    if code.upper() in Reason.__members__:
        return REASON[Reason[code.upper()]]
    return code


def times(count: int, *, least: bool = False) -> str:
    """How often: `once`, `at least twice`."""
    often = {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")
    return f"at least {often}" if least else often


def came_out(outcome: str) -> str:
    """How a call came out: `expired`, `failed with ECHILD`."""
    return OUTCOME.get(outcome, f"failed with {outcome}")


def counted(count: int, others: Sequence[OutcomeCount]) -> str:
    """How many calls came out as is claimed, and how the others did."""
    rest = [f"{came_out(each.outcome)} {times(each.count)}" for each in others]
    return "; ".join([f"that was so {times(count)}", *(f"it {each}" for each in rest)])


def endings(seen: Sequence[Ending | None]) -> str:
    """How the workers ended instead."""
    if not seen:
        return "it made no worker"
    return ", ".join(f"worker {number} {status.ended(each)}" for number, each in enumerate(seen, 1))


def _ends(ending: Ending) -> str:
    return status.ends(ending.exitcode)
