"""Each kind of edge has a test in which it carries the proof, and one in which it is absent."""

import ast
from pathlib import Path

import pytest
from joinscope.happens_before.graph import Kind

# Where only memory could have carried the order, its absence is `unknown`; else `concurrent`.
TESTS = {
    Kind.PROGRAM: ("test_program_order", "test_no_creation_after_the_fork"),
    Kind.REAP: ("test_reap", "test_no_reap"),
    Kind.WAITED: ("test_wnowait", "test_nohang_without_a_child"),
    Kind.GONE: ("test_sigchld_ignored", "test_no_such_child"),
    Kind.DATA: ("test_data", "test_data_of_another_pipe"),
    Kind.READY: ("test_poll_reports_data", "test_poll_reports_what_is_left"),
    Kind.EOF: ("test_end_of_file", "test_end_of_file_without_a_writing_end"),
    Kind.HANGUP: ("test_end_of_file", "test_end_of_file_without_a_writing_end"),
    Kind.BROKEN: ("test_broken_pipe", "test_no_broken_pipe"),
    Kind.PIDFD: ("test_pidfd", "test_pidfd_of_another"),
    Kind.CREATION: ("test_creation", "test_no_creation_after_the_fork"),
    Kind.RELEASE: ("test_vfork", "test_vfork"),
    Kind.EXEC: ("test_exec_by_another_thread", "test_exec_ends_other_threads"),
    Kind.POSSESSION: ("test_possession", "test_possession"),
    Kind.SIGNAL: ("test_signal", "test_second_signal"),
    Kind.CHILD_SIGNAL: ("test_sigchld", "test_sigchld_of_an_earlier_child"),
    Kind.MAY: ("test_threads_share_memory", "test_an_exec_leaves_shared_memory"),
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


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.name)
def test_each_kind_has_both(kind: Kind) -> None:
    """One test asserts that it proves `before`, one that without it nothing does."""
    tests = sources()
    with_it, without = (tests[name] for name in TESTS[kind])
    assert kind in UNSEEN or f"Kind.{kind.name}" in with_it
    assert "BEFORE" in with_it or kind is Kind.MAY
    assert "CONCURRENT" in without or (kind is Kind.EXEC and "UNKNOWN" in without)
