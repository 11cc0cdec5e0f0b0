"""Which processes an exception has ended, by the tracebacks on standard error.

A traceback does not say which process wrote it. It is that of a worker if its heading has the name
of one that exited with 1; without a heading it is that of the only process that did.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from joinscope.explanation.call_chain import Symbolizer
from joinscope.explanation.known_traps import Raised
from joinscope.explanation.model import Place
from joinscope.joins.account import Account
from joinscope.joins.lifetimes import Lifetime
from joinscope.recording.records import OutputResults
from joinscope.recording.tracebacks import Traceback, tracebacks

IMPORTS = "_fixup_main_from"  # what imports the program anew in a worker that is no copy
BROKEN = "concurrent.futures.process.BrokenProcessPool:"


@dataclass(frozen=True, slots=True)
class Failure:
    """How a worker was ended by an exception, by its number; None: the program itself."""

    worker: int | None
    trap: Raised
    place: Place | None


def failures(account: Account, symbolizer: Symbolizer, errors: Sequence[str]) -> list[Failure]:
    """Each that is known, by the lines of standard error."""
    if symbolizer.program is not None:
        return []
    found = list(tracebacks(errors))
    names = account.lifetimes.stacks.names
    failed = [each for each in account.lifetimes.all.values() if each.status == 1]
    named = {
        each.process.number: trace
        for each in failed
        for trace in found
        if trace.process and trace.process == names.get(each.process.pid)
    }
    rest = [each for each in failed if each.process.number not in named and _complained(each)]
    bare = [each for each in found if each.process == ""]
    if len(rest) == 1 and bare:
        named[rest[0].process.number] = bare[-1]
    roles = account.roles
    return [
        Failure(roles[number].number, _raised(trace, account), _place(symbolizer, trace))
        for number, trace in sorted(named.items())
        if roles[number].number is not None or number == 0
    ]


def _complained(life: Lifetime) -> bool:
    """Whether a process wrote to standard error."""
    return any(
        isinstance(call.results, OutputResults) and call.results.stream == "stderr"
        for call in life.calls
    )


def _raised(trace: Traceback, account: Account) -> Raised:
    lost = _lost(account) if trace.error.startswith(BROKEN) else 0
    return Raised(trace.error, any(IMPORTS in function for *_, function in trace.frames), lost)


def _lost(account: Account) -> int:
    """The worker that an executor lost: the first that failed, for it then ends the others."""
    failed = [
        (life.end, number)
        for each in account.roles.values()
        if (number := each.number) is not None
        and (life := account.lifetimes.all[each.process]).end is not None
        and life.status != 0
        and not life.killed
    ]
    return min(failed)[1] if failed else 0


def _place(symbolizer: Symbolizer, trace: Traceback) -> Place | None:
    """The innermost of the program's own lines that led there."""
    own = [each for each in trace.frames if symbolizer.is_own(each[0])]
    return symbolizer.place(*own[-1]) if own else None
