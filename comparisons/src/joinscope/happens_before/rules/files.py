"""Files and folders: who changes one may be seen by whoever looks at it, or at its folder, later.

They are objects as pipes are, and known by device and inode, as a path leads to a file only for a
while: `a/x`, `../a/x` and a link to it are one file, and `x` is another once it was renamed over.

    worker   mkdir("done")             changes the folder, and makes another
    parent   stat("done") = ENOENT     looks at the folder
    parent   stat("done") = 0          looks at the folder, and at the other

What order that carries is not told apart further: both looks *may* be after the change, and that
is a may-edge through the folder. It would take the answers of all look-ups to say more.

Changes are few, look-ups are many: an interpreter makes some 600 when it starts. So a recording has
look-ups only on request. In one without them whoever comes later may have looked, and a change is
a broadcast; where that alone leaves a relation unknown, a second run with look-ups can tell.
"""

from joinscope.happens_before.graph import Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_objects import sort
from joinscope.happens_before.kernel_state import State, Thread
from joinscope.happens_before.rules import may, own_stat
from joinscope.recording.records import (
    AddressArguments,
    ChangeArguments,
    Enter,
    Exec,
    Leave,
    LockArguments,
    MemoryArguments,
    OpenArguments,
    TransferArguments,
    WriteArguments,
)

# These stand for files of /proc: one that tells of other processes, and the process's own stat.
PROC, OWN_STAT = "proc", "own_stat"


SPACE = {"statfs", "fstatfs"}  # they tell how much is left, which all files of a system share
# What may change a file or a folder.
CHANGING = (ChangeArguments, OpenArguments, AddressArguments, WriteArguments, TransferArguments)


def medium(file: str) -> str:
    """The name of what passes order on through a file, or a folder."""
    return f"file {file}"


def before(file: str) -> str:
    """The name of what has all looks at a file, or a folder, up to now."""
    return f"look:{file}"


def changed(state: State, thread: Thread, record: Enter) -> None:
    """May: from its enter on, what a call changes may be seen."""
    if isinstance(record.arguments, MemoryArguments | LockArguments):
        return  # these go on: see may.shared
    for file in record.files:
        _passed_on(state, thread, file)
        may.into(state, thread, medium(file), Reason.FILE)
    if state.lookups:
        for file in (*record.looks, *record.files):
            may.into(state, thread, before(file), Reason.FILE)
    elif _changes(record):
        state.unseen.add(Reason.FILE)
        _may_be_seen(state, thread)


def _may_be_seen(state: State, thread: Thread) -> None:
    """May: whoever has looked in vain before this, unseen, and whoever sees it later, unseen."""
    may.anything(state, thread, Reason.FILE)
    may.everybody(state, thread, Reason.FILE)


def unseen(state: State, thread: Thread) -> None:
    """May: who looks at others in /proc, unseen, may come after anything, and before it.

    See proc_mentions.py.
    """
    if not state.lookups:
        state.unseen.add(Reason.PROCESS_LOOK)
        may.anything(state, thread, Reason.PROCESS_LOOK)
        may.everybody(state, thread, Reason.PROCESS_LOOK)


def has_changed(state: State, thread: Thread, record: Enter, leave: Leave) -> None:
    """May: who has looked before a change was made has not seen it: the change comes later.

    In a recording without look-ups that may be anybody. What is being executed cannot be opened for
    writing (ETXTBSY): who can open it may have waited until all had ended who did.
    """
    if isinstance(record.arguments, MemoryArguments | LockArguments):
        return
    if leave.error is not None:
        if leave.error == "ETXTBSY":
            enter = state.graph.partner[thread.last]
            may.everybody_since(state, thread, enter, Reason.PROCESS_LOOK)
        return
    if not state.lookups and _changes(record):
        _may_be_seen(state, thread)
    if _was_executed(state, record):
        may.anything(state, thread, Reason.PROCESS_LOOK)
    for file in record.files if state.lookups else ():
        _passed_on(state, thread, file)
        looks = state.media.get(before(file))
        if looks is not None:
            state.edge(looks, thread.last, thread, Kind.MAY, reason=Reason.FILE)


def _was_executed(state: State, record: Enter) -> bool:
    """Whether a call opens a file for writing that may be one that was executed, by its name."""
    match record.arguments:
        case OpenArguments(path=str(path)):
            return path.rpartition("/")[2] in state.executed
    return False


def _passed_on(state: State, thread: Thread, file: str) -> None:
    """May: who sees a change comes after those who had looked before it."""
    looks = state.media.get(before(file))
    if looks is not None:
        into, point = state.medium(medium(file), Reason.FILE), thread.last
        state.graph.edge(looks, point, into, point, Kind.MAY, Reason.FILE)


def _changes(record: Enter) -> bool:
    match record.arguments:
        case ChangeArguments():
            return True
        case OpenArguments(path=path, creates=creates):
            return creates and sort(path) != "silent"  # a shell writes to /dev/null
        case AddressArguments(address=str(address), port=None):
            return record.call == "bind" and not address.startswith("@")
        case WriteArguments() | TransferArguments():
            return bool(record.files)
    return False


def _space(state: State, thread: Thread) -> None:
    enter = state.graph.partner[thread.last]
    may.anything(state, thread, Reason.FILE_SYSTEM)
    may.everybody_since(state, thread, enter, Reason.FILE_SYSTEM)


def looked(state: State, thread: Thread, leave: Leave | Exec) -> None:
    """May: what a call has looked at somebody may have changed before.

    A file of /proc tells what other processes are doing, which comes before what they do next.
    """
    if isinstance(leave, Leave) and leave.call in SPACE and leave.error is None:
        _space(state, thread)
    for file in leave.files:
        if file == PROC:
            may.anything(state, thread, Reason.PROCESS_LOOK)
            if isinstance(leave, Leave):
                enter = state.graph.partner[thread.last]
                may.everybody_since(state, thread, enter, Reason.PROCESS_LOOK)
        elif file == OWN_STAT:
            own_stat.looked(state, thread)
        elif (found := state.media.get(medium(file))) is not None:
            state.edge(found, thread.last, thread, Kind.MAY, reason=Reason.FILE)
