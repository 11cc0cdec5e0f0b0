"""What stands in the buffer of standard output at a fork is copied, and both processes write it.

No call shows when a program printed what it writes later. What shows is that two processes, a
parent and its child, wrote nothing since the fork until each, as the last thing that it did, wrote
the same lines first. Whoever prints the same in both after the fork does the same; so of the
buffer nothing is said but what follows if they were printed before.

Of a file of C more shows, as its functions that print are noted. What one of them printed before
the fork, and nobody wrote by then, is in the buffer of some FILE, and so in the child's copy of it.
At exit() the child writes all of these: if that is to one file alone, it is of that. The parent has
printed nothing more when it writes to that file, so it writes what it had printed before.
"""

from collections.abc import Iterable
from itertools import takewhile

from joinscope.explanation.call_chain import Symbolizer
from joinscope.explanation.known_traps import BufferCopied
from joinscope.joins.lifetimes import Lifetime
from joinscope.joins.system_call import SystemCall
from joinscope.recording.call_stacks import Frame
from joinscope.recording.records import ExitArguments, OutputResults, WriteArguments

PRINTS = ("fprintf", "fputs", "fwrite")  # to a FILE that they are given
SPECIAL = ("/dev/", "/proc/", "/sys/")


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


def copied_file(
    worker: Lifetime,
    creator: Lifetime,
    made: SystemCall,
    printed: Iterable[Frame],
    symbolizer: Symbolizer,
) -> BufferCopied | None:
    """What both wrote to a file, and one had printed to it before the fork; `printed`: by whom."""
    file, writes = _file_at_exit(worker), _writes(creator)
    since = max((each.start for each in writes if each.start < made.start), default=0)
    later = [each for each in writes if each.start > made.start and _object(each) == file]
    until = later[0].start if file and later else 0
    found = [
        each
        for each in printed
        if each.function.name in PRINTS and since < (each.start or 0) < until
    ]
    if not found or any((each.start or 0) > made.start for each in found):
        return None  # what it wrote to the file may all have been printed behind the fork
    place = symbolizer.site(found[0])
    own = place is not None and place.own
    return BufferCopied("", 0, file, place.file, place.line) if own and place is not None else None


def _file_at_exit(life: Lifetime) -> str:
    """The one file that a process wrote to, within exit() alone; empty if there is none such."""
    writes = list(_writes(life))
    files = {_object(call) for call in writes}
    file = next(iter(files), None) or ""
    if len(files) != 1 or not file.startswith("/") or file.startswith(SPECIAL):
        return ""
    exits = all(any(each.function.name == "exit" for each in call.frames()) for call in writes)
    return file if exits and not life.uncounted else ""


def _writes(life: Lifetime) -> list[SystemCall]:
    return [each for each in life.calls if isinstance(each.arguments, WriteArguments)]


def _object(call: SystemCall) -> str | None:
    return call.arguments.object if isinstance(call.arguments, WriteArguments) else None
