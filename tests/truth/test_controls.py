"""Each part of the order is needed: broken alone, it makes a row of the table of truth fail.

A part is a kind of edge, a sort of choice, a reason of may-edges, or an axiom. A broken
kind orders nothing, a broken reason is no reason, and a broken choice is none: its edges are
proofs. What a row's recordings say is asked once more with the part broken, and more of it has to
be wrong. Each part has its row, so a new one without a row fails here.
"""

import ast
from collections.abc import Callable, Iterator
from enum import Enum
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from typing import NamedTuple

import pytest
from broken_order import broken
from command import traced
from joinscope.happens_before import rules
from joinscope.happens_before.axioms import AXIOMS
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.rules import termination
from joinscope.happens_before.rules.hidden_calls import REASONS
from truth_table import ROWS, Row, runs, wrong

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
    (Kind.EXEC, "threads-thread_ended_by_an_exec"),
    (Kind.POSSESSION, "passed-passed_once_it_was_made"),
    (Kind.SIGNAL, "signals-signal_waited_for"),
    (Kind.CHILD_SIGNAL, "signals-signal_of_a_child_s_end_handled"),
    (Kind.FORK_SERVER, "processes-join_forkserver"),
    (Kind.CONNECTION, "unix_sockets-unix_accept_of_a_connection"),
    (Kind.ROOM, "pipes-pipe_makes_room"),
    (Kind.OPENING, "fifos-fifo_reader_waits_for_a_writer"),
    (Kind.LOOK, "pipes-pipe_read_in_vain"),
    (Kind.MESSAGE, "queues-sysv_message"),
    (Kind.REMOVED, "queues-sysv_queue_removed"),
    (Kind.FOUND, "queues-sysv_found_by_its_key"),
    (Kind.SEMAPHORE, "semaphores-sysv_semaphore"),
    (Kind.COUNTER, "counters-eventfd_read"),
    (Kind.MAY, "waits-ends_or_stops"),
    (Choice.WHICH_CHILD, "waits-whichever_ends_first"),
    (Choice.WHICH_WRITER, "pipes-pipe_whichever_writes_first"),
    (Choice.WHICH_READER, "pipes-pipe_whichever_reads"),
    (Choice.WHICH_READY, "pipes-pipe_whichever_is_readable"),
    (Choice.WHICH_SIGNAL, "signals-signal_of_either_of_two"),
    (Choice.WHICH_END, "socketpairs-pair_whoever_shuts_it_down"),
    (Choice.HOW_MUCH, "pipes-pipe_short_read"),
    (Choice.TIMED, "pipes-pipe_polled_with_a_timeout"),
    (Choice.NON_BLOCKING, "pidfds-pidfd_looked_at_once"),
    (Choice.NOT_YET, "pipes-pipe_read_in_vain"),
    (Choice.INTERRUPTED, "signals-signal_cuts_a_sleep_short"),
    (Choice.ACCEPTED, "unix_sockets-unix_whichever_connects_first"),
    (Choice.LOCKED, "semaphores-sysv_semaphore_as_a_lock"),
    (Choice.WHICH_CHANGE, "waits-end_that_could_have_been_a_stop"),
    (Reason.HIDDEN_ORDER, "looks-group_has_no_child_left"),
    (Reason.SHARED_MEMORY, "memory-memory_not_yet"),
    (Reason.THREADS, "threads-thread_joined"),
    (Reason.FILE, "files-file_not_there_yet"),
    (Reason.LOCK, "locks-flock_held_yet"),
    (Reason.TERMINAL, "networks-terminal_data"),
    (Reason.NETWORK, "networks-tcp_accept"),
    (Reason.SOCKET_ADDRESS, "unix_sockets-unix_connect_until_nobody_listens"),
    (Reason.UNRECORDED_PROCESS, "networks-udp_datagram_yet"),
    (Reason.UNKNOWN_OBJECT, "counters-eventfd_another_has_read"),
    (Reason.OVERLAPPING_CALLS, "pipes-pipe_polled_beside_a_reader"),
    (Reason.UNCOUNTED_BYTES, "transfers-splice_out_of_a_terminal"),
    (Reason.BACK_PRESSURE, "counters-eventfd_full"),
    (Reason.SIGNAL, "signals-signal_pending_yet"),
    (Reason.CHILD_STATE, "waits-ends_or_stops"),
    (Reason.END_OF_CHANNEL, "passed-reopened_pipe_is_closed"),
    (Reason.IO_URING, "rings-ring_reads"),
    (Reason.PROCESS_LOOK, "looks-process_is_a_zombie_in_proc"),
    (Reason.SEMAPHORE, "semaphores-sysv_semaphore_set"),
    (Reason.MESSAGE_QUEUE, "counters-sysv_messages_counted"),
    (Reason.DESCRIPTOR_STATE, "files-file_offset_shared"),
    (Reason.DEVICE, "networks-terminal_settings"),
)


class AxiomControl(NamedTuple):
    """The rule of an axiom that draws no edge, a row that fails without it, and how it is broken.

    `part` is what of its module another takes the place of.
    """

    rule: str
    row: str
    part: str
    without: Callable[..., object]


AXIOM_CONTROLS = (
    AxiomControl(
        "shells", "ordinary-shell_told_of_its_background", "shell_of", lambda _record: None
    ),
    AxiomControl(
        "starting", "processes-start_behind_an_end_fork", "is_python", lambda _record: False
    ),
    AxiomControl(
        "fork_server",
        "processes-served_behind_an_end_forkserver",
        "waited",
        termination.waited,
    ),
)
# Reasons that only calls have which a row cannot make: it takes a privilege, another architecture,
# or a kernel that is newer; or memory that the recorder cannot read. test_hidden_calls.py has made
# records of these.
BEYOND_ROWS = frozenset(
    {
        Reason.UNREADABLE,
        *(Reason.UNKNOWN_CALL, Reason.FOREIGN_ARCHITECTURE),
        *(Reason.FILE_SYSTEM, Reason.MACHINE),
    }
)
# One of each sort, whatever else is only held under stress.
SAMPLE = (Kind.REAP, Kind.FORK_SERVER, Choice.WHICH_CHILD, Choice.NON_BLOCKING, Reason.FILE)


def _named(part: Part) -> str:
    return f"{type(part).__name__}.{part.name}"


def _row(name: str) -> Row:
    (row,) = (each for each in ROWS if str(each) == name)
    return row


def _fails_without(part: Part, name: str) -> None:
    row = _row(name)
    recorded = runs(row)
    found = wrong(row, recorded)
    with broken(part):
        assert wrong(row, recorded) - found


@traced
@pytest.mark.stress
@pytest.mark.parametrize(("part", "name"), CONTROLS, ids=[_named(part) for part, _ in CONTROLS])
def test_without_a_part_a_row_fails(part: Part, name: str) -> None:
    """An order that leaves a part out says more of some row than is true, or less."""
    _fails_without(part, name)


@traced
@pytest.mark.parametrize("part", SAMPLE, ids=_named)
def test_without_one_of_a_sample_a_row_fails(part: Part) -> None:
    """The same of a few."""
    (name,) = (name for each, name in CONTROLS if each is part)
    _fails_without(part, name)


@traced
@pytest.mark.parametrize("axiom", AXIOM_CONTROLS, ids=lambda axiom: axiom.rule)
def test_without_an_axiom_a_row_fails(axiom: AxiomControl, monkeypatch: pytest.MonkeyPatch) -> None:
    """What such code was told would leave in doubt what it does next."""
    row = _row(axiom.row)
    recorded = runs(row)
    assert wrong(row, recorded) == set()
    monkeypatch.setattr(import_module(f"{rules.__name__}.{axiom.rule}"), axiom.part, axiom.without)
    assert wrong(row, recorded) == {"unknown"}


@pytest.mark.parametrize("sort", [Kind, Choice, Reason])
def test_each_part_has_its_row(sort: type[Enum]) -> None:
    """No part is forgotten, and none has two rows: one of them would hide that the other holds."""
    parts = [part for part, _ in CONTROLS if isinstance(part, sort)]
    if sort is Reason:
        parts += BEYOND_ROWS
    assert sorted(each.name for each in parts) == sorted(each.name for each in sort)


def test_each_axiom_has_its_row() -> None:
    """Those that are edges have a kind of their own; of the others each rule says so first."""
    assert set(AXIOMS) <= set(Kind)
    assert sorted(each.rule for each in AXIOM_CONTROLS) == sorted(_rules_of_axioms())


def _rules_of_axioms() -> Iterator[str]:
    for module in iter_modules(rules.__path__):
        found = find_spec(f"{rules.__name__}.{module.name}")
        assert found is not None
        assert found.origin is not None
        said = ast.get_docstring(ast.parse(Path(found.origin).read_text())) or ""
        if "axiom:" in said.splitlines()[0]:
            yield module.name


def test_what_is_beyond_rows_only_calls_have() -> None:
    """Where a rule gives such a reason as well, a row can show it."""
    assert set(REASONS.values()) >= BEYOND_ROWS - {Reason.UNREADABLE}
