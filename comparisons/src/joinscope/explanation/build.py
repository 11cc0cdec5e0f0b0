"""Makes the explanation of one side from a traced run and, for its times, an untraced one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from types import NoneType

from joinscope import limits
from joinscope.explanation.arrows import arrows
from joinscope.explanation.call_chain import Symbolizer
from joinscope.explanation.diagnoses import diagnoses, of_failures
from joinscope.explanation.exit_functions import exit_functions
from joinscope.explanation.failures import failures, unread_errors
from joinscope.explanation.hang_places import forget_returned, hang_places
from joinscope.explanation.hang_traps import ChildrenUnreaped, PipeHeldByOrphan
from joinscope.explanation.hangs import hang
from joinscope.explanation.join_groups import JoinExplainer, grouped
from joinscope.explanation.known_traps import EndedBySignal, NeverReaped, Orphaned, Trap
from joinscope.explanation.lanes import lane
from joinscope.explanation.lock_waits import lock_waits
from joinscope.explanation.model import (
    File,
    Hang,
    Join,
    OtherEnd,
    SideExplanation,
)
from joinscope.explanation.steps import Steps
from joinscope.explanation.story_calls import last_piece, step_kind
from joinscope.explanation.untraced_hang import untraced_hang
from joinscope.explanation.wait_calls import Timed
from joinscope.happens_before.linear_extensions import outputs
from joinscope.joins.account import Account
from joinscope.joins.roles import Role, as_tree, start_methods, workers
from joinscope.programs.program import Program
from joinscope.recording.call_stacks import Calls
from joinscope.recording.error_lines import told_errors
from joinscope.recording.recording import Recording
from joinscope.recording.records import ExitArguments
from joinscope.vocabulary import Ending


@dataclass(frozen=True, slots=True)
class SideRun:
    """Inputs of one side's explanation: a program and its runs.

    `recording` and `account` are those of the traced run, and `symbolizer` knows its functions.
    `untraced` is a run beside it, and `stacks` what that run has noted; None where there was none.
    """

    program: Program
    recording: Recording
    account: Account
    symbolizer: Symbolizer
    untraced: Recording | None = None
    stacks: Calls | None = None


def explain_cut(run: SideRun) -> SideExplanation:
    """What a run that was cut short is told to be first: who waits for whom, and nothing else.

    That takes no more of the recording than there is when it is known where each thread stands.
    """
    run.symbolizer.learn(run.account.lifetimes.stacks)
    return SideExplanation(
        language=run.program.language,
        start_method=_start_method(run),
        runtime=run.program.runtime,
        command=run.program.shown,
        evidence=run.recording.evidence,
        files=tuple(_files(run)),
        lanes=(),
        workers=0,
        more=0,
        arrows=(),
        steps=(),
        joins=(),
        printed=(),
        outputs=(),
        legal=None,
        ending=None,
        limit=run.recording.limit,
        hang=_hang(run),
    )


def explain_side(run: SideRun) -> SideExplanation:
    """Explain what one side did."""
    account, symbolizer = run.account, run.symbolizer
    timed = None
    first = explain_cut(run)
    if run.stacks is not None:
        symbolizer.learn(run.stacks)
        timed = Timed(symbolizer, run.stacks)
    forget_returned(account, symbolizer)
    explainer = JoinExplainer(account, symbolizer, timed)
    shown = _shown(account)
    locks = {
        tid: [(symbolizer.name(frame), since, to) for frame, since, to in waits]
        for tid, waits in lock_waits(account.lifetimes, symbolizer).items()
    }
    known = len(account.order.printed.all()) <= limits.EXPLAINED_LINES and not run.recording.lost
    legal = outputs(account.order) if known else None
    status = run.recording.exit_status
    lines = (run.untraced or run.recording).lines[: limits.PRINTED_LINES]
    joins = grouped(_untold(explainer.explain(join), first.hang) for join in account.joins)
    steps = tuple(Steps(account, symbolizer, shown).all())
    exited, hangs = _exit_argument(account), run.recording.limit is not None
    return replace(
        first,
        lanes=tuple(lane(account.lifetimes, role, locks.get(role.pid, ())) for role in shown),
        workers=len(account.joins),
        more=len(account.roles) - len(shown),
        arrows=tuple(arrows(account, shown)),
        steps=steps,
        joins=joins,
        printed=tuple(
            ((run.untraced or run.recording).seconds(line.time), line.text) for line in lines
        ),
        outputs=tuple(islice(legal, limits.LISTED_OUTPUTS)) if legal else (),
        legal=legal.count() if legal else None,
        ending=None if status is None else Ending.of(status),
        errors=told_errors([line.text for line in run.recording.errors]),
        exit_argument=exited,
        waiting=tuple(hang_places(account, symbolizer)) if run.recording.limit else (),
        uncounted=tuple(sorted(_uncounted(account, shown).items())),
        untraced_end=_untraced_end(run),
        diagnoses=(
            *of_failures(failures(account, symbolizer)),
            *unread_errors(account, symbolizer),
            *exit_functions(account, symbolizer),
            *diagnoses(joins, steps, _own_status(exited, status), hangs=hangs),
        ),
        rests_on=legal.rests_on if legal else "proof",
    )


def _hang(run: SideRun) -> Hang | None:
    seen = run.recording.hang
    if run.recording.limit is None or seen is None:
        return None
    return hang(run.account, run.symbolizer, seen, [each.text for each in run.recording.errors])


def _untold(join: Join, hung: Hang | None) -> Join:
    """A join without the traps of which the hang tells already."""
    return replace(join, traps=tuple(each for each in join.traps if not _told(each, join, hung)))


def _told(trap: Trap, join: Join, hung: Hang | None) -> bool:
    """Whether a hang tells of a trap: as its cause, or of how the worker or its parent ended."""
    match trap:
        case _ if hung is None:
            return False
        case EndedBySignal():
            return any(each.pid == join.pid for each in hung.earlier)
        case NeverReaped(cut_short=True):
            return not isinstance(hung.trap, (ChildrenUnreaped, NoneType))
        case Orphaned() if isinstance(hung.trap, PipeHeldByOrphan):
            return any(each.pid == join.pid for each in hung.chain)
    return type(trap) is type(hung.trap)


def _untraced_end(run: SideRun) -> OtherEnd | None:
    """How the untraced run ended, if otherwise than the traced one."""
    one, other = run.recording, run.untraced
    if other is None or (one.exit_status, one.limit) == (other.exit_status, other.limit):
        return None
    status, graph = other.exit_status, other.hang if other.limit else None
    hung = None if graph is None else untraced_hang(graph, run.symbolizer, run.stacks)
    return OtherEnd(None if status is None else Ending.of(status), other.limit, hung)


def _start_method(run: SideRun) -> str:
    """As it was asked for; else as the run shows."""
    side = run.program
    if side.variant or side.language == "c":
        return side.start_method if side.variant else ""
    return start_methods(run.account.lifetimes, run.account.roles)


def _shown(account: Account) -> list[Role]:
    """The roles that get a lane: the parent, the servers, the first workers and the last.

    Each stands below the one that made it, before any that others have made.
    """
    most = len(workers(account.roles))
    return [
        role
        for role in as_tree(account.roles)
        if role.number is None or role.number <= limits.WORKER_LANES or role.number == most
    ]


def _files(run: SideRun) -> Iterator[File]:
    for path in run.program.sources:
        try:
            text = path.read_text("utf-8", errors="backslashreplace")
        except OSError:
            continue
        yield File(path.name, run.program.language, tuple(text.splitlines()))


def _own_status(given: int | None, kept: int | None) -> tuple[int, int] | None:
    """What the program exited with, and what its parent got of that; None if it did not exit."""
    return None if given is None or kept is None or kept < 0 else (given, kept)


def _exit_argument(account: Account) -> int | None:
    """What the program's first process was given at its exit."""
    life = next(iter(account.lifetimes.all.values()), None)
    if life is None or life.killed or (life.status or 0) < 0:
        return None
    given = [
        each.status for call in life.calls if isinstance(each := call.arguments, ExitArguments)
    ]
    return given[-1] if given else None


def _uncounted(account: Account, shown: Sequence[Role]) -> Counter[str]:
    """The calls that are no steps, by their names: too many, or of processes without a lane."""
    found: Counter[str] = Counter()
    there = {role.process for role in shown}
    for number, life in account.lifetimes.all.items():
        found += life.uncounted
        if number not in there:
            for call in (*life.calls, *life.ends):
                if call.resumes is None and step_kind(call, last_piece(call)) is not None:
                    found[call.name] += 1 + call.again
    lines = account.order.printed.all()
    if len(lines) > limits.STEP_LINES:
        found["write"] += len(lines) - limits.STEP_LINES
    return found
