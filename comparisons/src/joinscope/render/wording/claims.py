"""Claims and findings in sentences."""

from collections.abc import Iterable, Sequence

from joinscope.catalog import claims
from joinscope.catalog.claims import Claim, SameRelation
from joinscope.joins.facts import JoinFacts
from joinscope.programs.program import Program
from joinscope.recording.recording import Killed
from joinscope.recording.records import Limit
from joinscope.render.wording import process_claims, status
from joinscope.render.wording.joins import joining_text
from joinscope.render.wording.open_orders import why_unknown
from joinscope.render.wording.paths import hops
from joinscope.render.wording.process_claims import event
from joinscope.render.wording.roles import short_name
from joinscope.verdict import reasons
from joinscope.verdict.reasons import LineCount, Reason
from joinscope.verdict.verdict import ComparisonVerdict, Finding, Outcome, Verdict, worst
from joinscope.vocabulary import Relation

RELATION = {
    Relation.BEFORE: "before",
    Relation.AFTER: "after",
    Relation.CONCURRENT: "concurrent with",
    Relation.UNKNOWN: "unknown to",
}
LIMIT: dict[Limit, str] = {
    "deadline": "it did not end before the deadline",
    "output": "it printed more than is recorded",
    "processes": "it took more processes than is recorded",
    "memory": "it took more memory than is recorded",
    "signal": "it was ended by a signal to its recorder",
    "standstill": "it stood still: nothing in it could go on",
    "interrupt": "it was interrupted",
}


def statement(claim: Claim | SameRelation) -> str:
    """What is claimed."""
    match claim:
        case claims.Ends():
            return "ends and leaves nothing behind"
        case claims.ExitStatus(exitcode):
            return status.ends(exitcode)
        case claims.Prints(lines):
            odd = len(claim.others) - sum(each.line in lines for each in claim.others)
            some = f", and {odd} on some sides" if odd else ""
            return f"prints {len(lines)} line{'s' if len(lines) != 1 else ''}{some}"
        case claims.Difference(first, second):
            return (
                f"{event(first)} {RELATION[claim.python]} {event(second)} in Python, "
                f"{RELATION[claim.c]} it in C"
            )
        case claims.Joins():
            return "the call that ends the join, and who reaps the worker"
        case claims.SameRelation():
            return "the same pairs of lines are ordered on every side"
        case claims.Possible():
            return process_claims.possible(claim)
        case claims.Only(inner, scope):
            return f"{process_claims.single(inner)}, {process_claims.scope(scope)}"
        case _:
            return process_claims.single(claim)


HELD = "the run that is shown is held by joinscope so that the race does not show"


def reason(claim: Claim | SameRelation) -> str:
    """Why sides differ, or why nothing is known, as who made the claim says; empty if neither."""
    match claim:
        case claims.Difference(reason=text) | claims.OrderUnknown(reason=text):
            return text
        case claims.Only(scope=scope) | claims.Possible(scope=scope):
            return process_claims.why_only(scope)
        case claims.Prints(others=others):
            why = (process_claims.why_only(each.scope) for each in others if each.scope)
            return " ".join(dict.fromkeys(why))
        case _:
            return ""


def instead(finding: Finding, *, several: bool) -> str:
    """Why the claim does not hold: what was proved or seen instead; empty where it does.

    `several`: there are several workers, which have to be told apart.
    """
    if finding.reason is None:
        return ""
    told = sentence(finding.reason, several=several)
    if finding.outcome is Outcome.FAILS and isinstance(finding.claim, claims.Difference):
        told = f"the declared difference does not show: {told}"
    return f"untraced, {told}" if finding.untraced else told


def proof(finding: Finding, joins: Sequence[JoinFacts]) -> tuple[str, ...]:
    """What proves it: the hops of a path, or how the joins of its side ended, in one sentence.

    Empty where nothing does.
    """
    several = len(joins) > 1
    if not isinstance(finding.claim, claims.Joins):
        return tuple(hops(finding.proof, several=several))
    told = "; ".join(dict.fromkeys(joining_text(each, several=several) for each in joins))
    return (told,) if told else ()


def sentence(reason: Reason, *, several: bool) -> str:  # noqa: C901, PLR0912 - an arm for each
    """A reason in words, which go on after the name of a side and a colon."""
    match reason:
        case reasons.PartialRecording():
            return "the recorder died, the recording is partial"
        case reasons.NoProcess():
            return (
                "no process could be started, not even while nothing else ran: there are as many "
                "as ulimit -u or the container allows"
            )
        case reasons.OwnTracer():
            return (
                "it traces processes itself, which failed while it was recorded: a process has one "
                "tracer at most"
            )
        case reasons.CutShort("survivors", killed):
            return f"it left processes that could not be killed: {_processes(killed)}"
        case reasons.CutShort(limit, killed):
            return f"{LIMIT[limit]}; killed: {_processes(killed)}"
        case reasons.LeftBehind(killed):
            return f"it left a process in the background; killed: {_processes(killed)}"
        case reasons.LostOutput(count):
            return (
                f"{count} bytes of what it printed could not be recorded, so its lines are not "
                "known: more than is kept, or in memory that the recorder may not read"
            )
        case reasons.NotExited():
            return "it was killed before it exited"
        case reasons.OtherEnding(seen):
            return status.it_ended(seen.exitcode)
        case reasons.OtherLines(counts, unclaimed, more):
            return "; ".join(_lines(counts, unclaimed, more))
        case reasons.NotOnce():
            return "one of the two did not happen exactly once"
        case reasons.OpenOrder(why):
            return why_unknown(why, several=several)
        case reasons.OtherDoubt(why):
            return f"unknown for another reason ({why.code}): {why_unknown(why, several=several)}"
        case reasons.NeedsCalls():
            return "not proved: that takes system calls"
        case reasons.NoSuchWorker(worker, made):
            return f"there is no worker {worker}: it made {made}"
        case reasons.OtherEndings(seen):
            return process_claims.endings(seen)
        case reasons.OtherCount(count, others):
            return process_claims.counted(count, others)
        case reasons.CallsUncounted():
            return "it made more calls than are kept"
        case reasons.OtherSignals(count):
            return f"it was delivered {process_claims.times(count)}"
        case reasons.OtherState(seen):
            return f"it is {process_claims.STATE[seen]}"
        case reasons.NoDifference():
            return "the declared difference does not show: it holds here, too"
        case reasons.NotShown(printed, limit):
            return process_claims.not_shown(printed, LIMIT[limit] if limit else None)
        case reasons.OpenThere():
            return "the order of some lines is unknown on the side it is held against"
        case reasons.NoOrder(_, as_claimed=True):
            return "nothing orders the two, though they came in this order"
        case reasons.NoOrder(came_first):
            return f"nothing orders the two, and {event(came_first)} came first"
        case reasons.OrderProved(earlier, later):
            return f"{event(later)} has to wait for {event(earlier)}"
        case reasons.SeenNotProved():
            return "seen in this order, not proved"
        case reasons.OneOrderSeen(came_first):
            return f"{event(came_first)} came first in this run, which proves nothing"
        case reasons.ExitSeen(came_first):
            return f"{event(came_first)} was seen first, which proves nothing of an exit"
        case reasons.CameFirst(first):
            return f"{event(first)} came first"
        case reasons.NothingClaimed(start_method):
            return f"nothing is claimed of {start_method}"
        case reasons.JoinsNotProved(waited_in):
            seen_in = f"the parent was seen waiting in {' and '.join(waited_in)}; "
            return f"{seen_in if waited_in else ''}not proved: that takes system calls"
        case reasons.NoWorker():
            return "it made no worker"
        case reasons.OtherJoin(join):
            who = short_name(join.worker, several=several)
            return f"{who}: {joining_text(join, several=several)}"
        case reasons.OrderNotProved():
            return "not proved: that takes system calls"
        case reasons.TooManyLines():
            return "too many lines to relate each to each"
        case reasons.LinesDiffer():
            return "other lines"
        case reasons.OtherRelation(first, second):
            other = Program(reason.language, reason.variant)
            return (
                f'"{first}" is {RELATION[reason.here]} "{second}" here, '
                f"{RELATION[reason.there]} it on {other}"
            )


def outcome(judged: Sequence[ComparisonVerdict]) -> list[str]:
    """What all comparisons come to together, in a few sentences."""
    sides = [side for each in judged for side in each.sides]
    away = dict.fromkeys(str(side.side) for side in sides if side.recording is None)
    lacking = any(finding.lacking for side in sides for finding in side.findings)
    match worst(each.verdict for each in judged):
        case Verdict.SAME:
            sentences = ["Every claim holds on every side, by proof. Times are of untraced runs."]
        case Verdict.DIFFERENT:
            sentences = ["A claim fails."]
        case Verdict.UNKNOWN:
            sentences = ["No claim fails, but not everything could be told."]
    if away:
        sentences.append(f"{', '.join(away)} did not run.")
    if lacking:
        sentences.append("Order was seen, not proved: that takes the evidence syscalls.")
    return sentences


def _processes(killed: Iterable[Killed]) -> str:
    """By their command lines; PID 0 stands for some that could not be named."""
    return ", ".join(
        f"{each.command} (PID {each.pid})" if each.pid else each.command for each in killed
    )


def _lines(counts: Sequence[LineCount], unclaimed: Sequence[str], more: int) -> Iterable[str]:
    yield from (f'"{each.text}" was printed {_times(each.count)}' for each in counts)
    yield from (f'"{text}" was printed too' for text in unclaimed)
    if more:
        yield f"and {more} other lines"


def _times(count: int) -> str:
    return {0: "not at all", 1: "once", 2: "twice"}.get(count, f"{count} times")
