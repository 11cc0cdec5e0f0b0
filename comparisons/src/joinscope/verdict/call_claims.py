"""Claims about calls and signals, held against an account: how many, and how they came out."""

from collections import Counter
from collections.abc import Iterator

from joinscope.catalog.claims import CallOutcome, Calls, Signals
from joinscope.joins.account import Account
from joinscope.joins.event_places import join_of
from joinscope.joins.lifetimes import Lifetime
from joinscope.joins.system_call import SystemCall
from joinscope.recording.records import PollArguments, WaitArguments
from joinscope.verdict.reasons import (
    CallsUncounted,
    NeedsCalls,
    NoSuchWorker,
    OtherCount,
    OtherSignals,
    OutcomeCount,
)
from joinscope.verdict.verdict import HOLDS, Found, Outcome
from joinscope.vocabulary import RoleKind

KINDS = {
    "parent": RoleKind.PARENT,
    "worker": RoleKind.WORKER,
    "server": RoleKind.FORK_SERVER,
}


def calls(account: Account | None, claim: Calls) -> Found:
    """Whether so many calls of a process came out as is claimed."""
    if account is None:
        return Outcome.UNKNOWN, NeedsCalls()
    made = len(account.joins)
    if claim.about is not None and claim.about > made:
        return Outcome.FAILS, NoSuchWorker(claim.about, made)
    if claim.by.isdigit() and int(claim.by) > made:
        return Outcome.FAILS, NoSuchWorker(int(claim.by), made)
    found: Counter[CallOutcome] = Counter()
    for life in _processes(account, claim.by):
        if life.uncounted:
            return Outcome.UNKNOWN, CallsUncounted()
        for call in life.calls:
            if claim.call in (call.kind, call.name) and _about(account, call, claim.about):
                found[outcome_of(call)] += 1 + call.again
    count = found.pop(claim.outcome, 0)
    if count == claim.times or (claim.least and count > claim.times):
        return HOLDS
    others = tuple(OutcomeCount(name, times) for name, times in sorted(found.items()))
    return Outcome.FAILS, OtherCount(count, others)


def signals(account: Account | None, claim: Signals) -> Found:
    """Whether a signal was delivered to a process so many times."""
    if account is None:
        return Outcome.UNKNOWN, NeedsCalls()
    count = sum(
        delivery.count
        for life in _processes(account, claim.to)
        for delivery in life.signals
        if delivery.first.name == claim.signal
    )
    if count == claim.times or (claim.least and count > claim.times):
        return HOLDS
    return Outcome.FAILS, OtherSignals(count)


def outcome_of(call: SystemCall) -> CallOutcome:
    """How a call came out: see OUTCOMES in catalog/claims.py, or the name of an error.

    One that did not return, as it was interrupted for good or its process ended in it, is `open`.
    """
    if call.leave is None:
        return "open"
    error = call.error
    if error is not None:
        cut = error == "EINTR" or error in RESTARTS
        waits = error in ("EAGAIN", "EWOULDBLOCK")
        return "interrupted" if cut else "not_yet" if waits else error
    match call.arguments:
        case PollArguments(timeout=timeout) if call.result == 0:
            return "not_yet" if timeout == 0 else "expired"
        case WaitArguments() if call.result == 0 and call.results is None:
            return "not_yet"
    return "answered"


# The kernel's own: the call was interrupted, and is restarted or fails with EINTR.
RESTARTS = ("ERESTARTSYS", "ERESTARTNOINTR", "ERESTARTNOHAND", "ERESTART_RESTARTBLOCK")


def _about(account: Account, call: SystemCall, worker: int | None) -> bool:
    """Whether a call is a wait for one worker, or a signal to it."""
    if worker is None:
        return True
    join = join_of(account, worker)
    if join is None:
        return False
    return any(call is each for each in (*join.calls.waits, *join.calls.kills))


def _processes(account: Account, word: str) -> Iterator[Lifetime]:
    for role in account.roles.values():
        if role.kind is KINDS.get(word) or (word.isdigit() and role.number == int(word)):
            yield account.lifetimes.all[role.process]
