"""Calls by which order may travel in a way that is not followed, each with the name of that way."""

from joinscope.happens_before.graph import Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.kernel_state import State, Thread
from joinscope.happens_before.looks import HAS_ENDED
from joinscope.happens_before.rules import descriptors, epoll_sets, eventfds, may
from joinscope.recording.records import Leave, MayArguments, Way

REASONS: dict[Way, Reason] = {
    "another_process": Reason.PROCESS_LOOK,
    "asynchronous_io": Reason.UNCOUNTED_BYTES,
    "clock": Reason.MACHINE,
    "descriptor_state": Reason.DESCRIPTOR_STATE,
    "device": Reason.DEVICE,
    "file": Reason.FILE,
    "foreign_architecture": Reason.FOREIGN_ARCHITECTURE,
    "futex": Reason.SHARED_MEMORY,
    "io_uring": Reason.IO_URING,
    "keyring": Reason.MACHINE,
    "machine": Reason.MACHINE,
    "message_queue": Reason.MESSAGE_QUEUE,
    "mount": Reason.FILE_SYSTEM,
    "namespace": Reason.UNKNOWN_OBJECT,
    "network": Reason.NETWORK,
    "page_cache": Reason.FILE,
    "parent": Reason.PROCESS_LOOK,
    "process_group": Reason.PROCESS_LOOK,
    "scheduling": Reason.PROCESS_LOOK,
    "shared_memory": Reason.SHARED_MEMORY,
    "space": Reason.FILE_SYSTEM,
    "unknown_call": Reason.UNKNOWN_CALL,
}

# These tell their caller something, and nobody else of their caller.
LOOKS = frozenset(
    {
        *("cachestat", "capget", "clock_gettime", "get_robust_list", "getpeername", "getpgid"),
        *("getppid", "getpriority", "getsid", "getsockname", "getsockopt", "ioprio_get", "kcmp"),
        *("listmount", "listns", "mincore", "process_vm_readv"),
        *("sched_getaffinity", "sched_getattr", "sched_getparam"),
        *("sched_getscheduler", "sched_rr_get_interval", "statmount", "timerfd_gettime", "ustat"),
    }
)


# These may read and write whatever the process has open, and nobody sees how much.
UNSEEN: frozenset[Way] = frozenset(
    {"asynchronous_io", "foreign_architecture", "io_uring", "unknown_call"}
)


def enter(state: State, thread: Thread, name: str, call: MayArguments) -> None:
    """May: what such a call does somebody else may see, from here on."""
    if name in LOOKS:
        return
    if name == "prctl":  # PR_SET_CHILD_SUBREAPER
        state.adopting.add(thread.process)
        return
    may.everybody(state, thread, REASONS[call.reason])
    if name == "epoll_ctl":
        epoll_sets.changed(state, thread, call)
    if call.reason in UNSEEN:
        descriptors.unaccounted(state, thread)
        eventfds.unaccounted(state, thread)
    if name == "setpgid":
        state.groups_set = True
    if name in ("setns", "unshare"):
        state.namespaces.add(thread.process)
    if name == "unshare":
        descriptors.unshared(state, thread)


def leave(state: State, thread: Thread, name: str, call: MayArguments, record: Leave) -> None:
    """May: what it has answered may be the doing of anybody.

    Who looks at another process has found it there: that is before anybody has taken its status.
    """
    if name == "prctl":
        return
    if name == "pidfd_getfd" and record.error is None:
        epoll_sets.passed(state)
    if name == "getppid":
        _parent(state, thread, record)
        return
    if name in LOOKS and REASONS[call.reason] is Reason.PROCESS_LOOK and record.error is None:
        enter = state.graph.partner[thread.last]
        may.everybody_since(state, thread, enter, Reason.PROCESS_LOOK)
    if name != "setsid" or state.groups_set:  # see State
        may.anything(state, thread, REASONS[call.reason])


def _parent(state: State, thread: Thread, record: Leave) -> None:
    """May: getppid(2) tells another parent than the one that it had once that has ended.

    Shells ask for it when they start, so it matters that a parent which is still there tells
    nothing but that.
    """
    parent = thread.process.parent
    if parent is None or thread.process.program.indifferent:
        return
    if record.result == parent.pid:
        enter = state.graph.partner[thread.last]
        state.looks.in_vain((HAS_ENDED, parent), thread.chain, enter)
        return
    if parent.gone:
        state.after(parent, thread, Kind.MAY, reason=Reason.PROCESS_LOOK)
    else:
        may.anything(state, thread, Reason.PROCESS_LOOK)
