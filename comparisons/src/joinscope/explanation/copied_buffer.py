"""What stands in the buffer of standard output at a fork is copied, and both processes write it.

No call shows when a program printed what it writes later. What shows is that two processes, a
parent and its child, wrote nothing since the fork until each, as the last thing that it did, wrote
the same lines first. Whoever prints the same in both after the fork does the same; so of the
buffer nothing is said but what follows if they were printed before.
"""

from itertools import takewhile

from joinscope.explanation.known_traps import BufferCopied
from joinscope.joins.lifetimes import Lifetime
from joinscope.joins.system_call import SystemCall
from joinscope.recording.records import ExitArguments, OutputResults


def copied_buffer(worker: Lifetime, creator: Lifetime, made: SystemCall) -> BufferCopied | None:
    """The lines that both wrote as they ended, if it is not known that they were printed twice."""
    ours, theirs = _written_at_the_end(worker, 0), _written_at_the_end(creator, made.start)
    pairs = zip(ours.splitlines(keepends=True), theirs.splitlines(keepends=True), strict=False)
    common = [each.strip() for each, _ in takewhile(lambda pair: pair[0] == pair[1], pairs)]
    shown = next(filter(None, common), None)
    return None if shown is None else BufferCopied(shown, len(common))


def _written_at_the_end(life: Lifetime, since: int) -> str:
    """What a process wrote to its standard output by one call, its last; "": there is none such."""
    calls = [each for each in life.calls if each.start > since]
    last = calls.pop() if calls and isinstance(calls[-1].arguments, ExitArguments) else None
    written = [each.results for each in calls if isinstance(each.results, OutputResults)]
    printed = [each for each in written if each.stream == "stdout"]
    if last is None or len(printed) != 1 or printed[0] is not calls[-1].results:
        return ""
    if life.uncounted or any(each.time > since for each in life.executed):
        return ""
    return printed[0].data.encode("latin-1").decode(errors="backslashreplace")
