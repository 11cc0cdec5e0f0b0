"""Each part of the order is needed: broken alone, it makes a row of the table of truth fail."""

import pytest
from broken_order import broken
from command import traced
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Kind
from joinscope.happens_before.hidden_ways import Reason
from truth_table import ROWS, faults

Part = Kind | Choice | Reason
# For each part a row that fails without it. (No dict: as numbers, parts of two sorts are equal.)
CONTROLS: tuple[tuple[Part, str], ...] = (
    (Kind.PROGRAM, "pipes-pipe_data"),
    (Kind.REAP, "processes-join_fork"),
    (Kind.WAITED, "waits-waitid_leaves_the_zombie"),
    (Kind.GONE, "waits-no_child_is_left"),
    (Kind.DATA, "pipes-pipe_data"),
    (Kind.READY, "pipes-pipe_polled"),
    (Kind.EOF, "pipes-pipe_end_of_file"),
    (Kind.HANGUP, "pipes-pipe_hang_up_polled"),
    (Kind.BROKEN, "pipes-pipe_broken_polled"),
    (Kind.PIDFD, "pidfds-pidfd_polled"),
    (Kind.CREATION, "waits-fork_after_the_line"),
    (Kind.RELEASE, "vforks-vfork_until_exit"),
    (Kind.SIGNAL, "signals-signal_waited_for"),
    (Kind.CHILD_SIGNAL, "signals-signal_of_a_child_s_end_handled"),
    (Kind.FORK_SERVER, "processes-join_forkserver"),
    (Kind.CONNECTION, "unix_sockets-unix_accept_of_a_connection"),
    (Kind.MAY, "waits-ends_or_stops"),
    (Choice.WHICH_CHILD, "waits-whichever_ends_first"),
    (Choice.WHICH_WRITER, "pipes-pipe_whichever_writes_first"),
    (Choice.WHICH_READY, "pipes-pipe_whichever_is_readable"),
    (Choice.HOW_MUCH, "pipes-pipe_short_read"),
    (Choice.TIMED, "pipes-pipe_polled_with_a_timeout"),
    (Choice.NON_BLOCKING, "pidfds-pidfd_looked_at_once"),
    (Choice.INTERRUPTED, "signals-signal_cuts_a_sleep_short"),
    (Choice.ACCEPTED, "unix_sockets-unix_whichever_connects_first"),
    (Reason.FILE, "files-file_not_there_yet"),
    (Reason.SHARED_MEMORY, "memory-memory_not_yet"),
    (Reason.LOCK, "locks-flock_held_yet"),
    (Reason.MESSAGE_QUEUE, "queues-sysv_no_message_yet"),
    (Reason.SEMAPHORE, "semaphores-sysv_semaphore_taken_yet"),
    (Reason.PROCESS_LOOK, "looks-process_still_alive"),
    (Reason.UNRECORDED_PROCESS, "networks-udp_datagram_yet"),
    (Reason.SIGNAL, "signals-signal_pending_yet"),
    (Reason.CHILD_STATE, "waits-ends_or_stops"),
)
# Kinds that other tests leave out: those of made records and real programs beside the rules.
ELSEWHERE = {Kind.EXEC, Kind.POSSESSION, Kind.OPENING}


def _wrong(name: str) -> set[str]:
    """What is wrong with a row."""
    (row,) = (each for each in ROWS if str(each) == name)
    return faults(row)


@traced
@pytest.mark.parametrize(
    ("part", "name"), [pytest.param(*each, id=repr(each[0]).split(":")[0]) for each in CONTROLS]
)
def test_without_a_part_a_row_fails(part: Part, name: str) -> None:
    """An order that leaves a part out says more of some row than is true, or less."""
    found = _wrong(name)
    with broken(part):
        assert _wrong(name) - found


def test_each_kind_is_left_out_somewhere() -> None:
    """No kind of edge is forgotten."""
    here = {part for part, _ in CONTROLS if isinstance(part, Kind)}
    assert here | ELSEWHERE == set(Kind)
    assert not here & ELSEWHERE
