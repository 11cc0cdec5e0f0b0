"""Each kind of edge has a test in which it carries the proof, and one in which it is absent."""

import ast
from pathlib import Path

import pytest
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Kind
from joinscope.happens_before.hidden_ways import Reason

# For each kind a test in which it is, one in which it is not, both of made records, and one of a
# real program, which has both. Where only memory could have carried the order, its absence is
# `unknown`.
TESTS = {
    Kind.PROGRAM: (
        "test_program_order",
        "test_no_creation_after_the_fork",
        "test_real_program_order",
    ),
    Kind.REAP: ("test_reap", "test_no_reap", "test_real_reap"),
    Kind.WAITED: ("test_wnowait", "test_nohang_without_a_child", "test_real_wait_without_reaping"),
    Kind.GONE: ("test_sigchld_ignored", "test_no_such_child", "test_real_gone"),
    Kind.DATA: ("test_data", "test_data_of_another_pipe", "test_real_data"),
    Kind.READY: ("test_poll_reports_data", "test_poll_reports_what_is_left", "test_real_ready"),
    Kind.EOF: (
        "test_end_of_file",
        "test_end_of_file_without_a_writing_end",
        "test_real_end_of_file",
    ),
    Kind.HANGUP: (
        "test_end_of_file",
        "test_end_of_file_without_a_writing_end",
        "test_real_hang_up",
    ),
    Kind.BROKEN: ("test_broken_pipe", "test_no_broken_pipe", "test_real_broken_pipe"),
    Kind.PIDFD: ("test_pidfd", "test_pidfd_of_another", "test_real_pidfd"),
    Kind.CREATION: ("test_creation", "test_no_creation_after_the_fork", "test_real_creation"),
    Kind.RELEASE: ("test_vfork", "test_vfork", "test_real_vfork"),
    Kind.EXEC: ("test_exec_by_another_thread", "test_exec_ends_other_threads", "test_real_exec"),
    Kind.POSSESSION: ("test_possession", "test_possession", "test_real_possession"),
    Kind.SIGNAL: ("test_signal", "test_second_signal", "test_real_signal"),
    Kind.CHILD_SIGNAL: (
        "test_sigchld",
        "test_sigchld_of_an_earlier_child",
        "test_real_child_signal",
    ),
    Kind.FORK_SERVER: (
        "test_fork_server",
        "test_fork_server_of_a_later_one",
        "test_real_fork_server",
    ),
    Kind.CONNECTION: (
        "test_connection",
        "test_connection_of_another_address",
        "test_real_connection",
    ),
    Kind.OPENING: ("test_fifo", "test_another_fifo", "test_real_meeting_at_a_fifo"),
    Kind.MESSAGE: ("test_message", "test_message_of_another_queue", "test_real_message"),
    Kind.REMOVED: ("test_removed", "test_removed", "test_real_removal"),
    Kind.FOUND: ("test_found", "test_found_or_made", "test_real_key"),
    Kind.SEMAPHORE: ("test_semaphore", "test_semaphore_with_enough", "test_real_semaphore"),
    Kind.COUNTER: ("test_counter", "test_counter_with_enough", "test_real_counter"),
    Kind.LOOK: ("test_a_look", "test_a_look_that_found_something", "test_real_look"),
    Kind.ROOM: ("test_room", "test_no_room_is_needed", "test_real_room"),
    Kind.MAY: ("test_threads_share_memory", "test_an_exec_leaves_shared_memory", "test_real_may"),
}
# Kinds that no path shows as an edge of its own: threads go on, and `may` proves nothing.
UNSEEN = {Kind.PROGRAM, Kind.MAY}


def sources() -> dict[str, str]:
    """The text of each test beside this one, by its name."""
    found = {}
    for file in Path(__file__).parent.glob("test_*.py"):
        text = file.read_text("utf-8")
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef):
                found[node.name] = ast.get_source_segment(text, node) or ""
    return found


def test_no_kind_is_left_out() -> None:
    """The table has every kind."""
    assert set(TESTS) == set(Kind)


@pytest.mark.parametrize("sort", [Kind, Choice, Reason])
def test_no_two_are_one(sort: type[Kind | Choice | Reason]) -> None:
    """Each has a number of its own: with that of another it would be told as the other."""
    assert [each.name for each in sort] == [*sort.__members__]


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.name)
def test_each_kind_has_both(kind: Kind) -> None:
    """One test asserts that it proves `before`, one that without it nothing does."""
    tests = sources()
    with_it, without, _ = (tests[name] for name in TESTS[kind])
    assert kind in UNSEEN or f"Kind.{kind.name}" in with_it
    assert "BEFORE" in with_it or kind is Kind.MAY
    assert "CONCURRENT" in without or (kind is Kind.EXEC and "UNKNOWN" in without)


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.name)
def test_each_kind_is_in_a_real_recording(kind: Kind) -> None:
    """So does one test of a real program, which shows that recorders write what the rule reads."""
    found = sources()[TESTS[kind][2]]
    assert f"Kind.{kind.name}" in found
    assert "BEFORE" in found or kind is Kind.MAY
    assert "CONCURRENT" in found or (kind in {Kind.EXEC, Kind.POSSESSION} and "UNKNOWN" in found)
