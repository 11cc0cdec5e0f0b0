"""What joinscope offers to programs: documented by examples, and loaded when it is used."""

import doctest
import subprocess
import sys
from pathlib import Path

import joinscope
import pytest
from command import joinscope as command
from command import traced
from joinscope.errors import EvidenceError, RecordingError, UsageError
from joinscope.joins.facts import NOT_ONCE
from joinscope.joins.proved_order import Order, ProvedRelation
from joinscope.vocabulary import Event, Relation

SHELL = ["sh", "-c", "(echo one; echo two); echo three; echo three"]


@traced
def test_the_examples() -> None:
    """Each line of the package's documentation does what stands below it."""
    failed, tried = doctest.testmod(joinscope)
    assert failed == 0
    assert tried >= 10


def test_importing_it_imports_nothing() -> None:
    """A recorder, which imports it, starts as fast as without."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); before = set(sys.modules); import joinscope; "
        "print(*sorted(set(sys.modules) - before))"
    )
    line = [sys.executable, "-I", "-S", "-c", code, str(Path(joinscope.__file__).parents[1])]
    assert subprocess.check_output(line, text=True).split() == ["joinscope"]


@pytest.fixture(scope="module")
def order() -> Order:
    return joinscope.record(SHELL).order


@traced
def test_relations(order: Order) -> None:
    """Before and after have their path, unknown its reason; the exit is an event too."""
    before, after = order.relation("one", "two"), order.relation("two", "one")
    assert (before.relation, after.relation) == (Relation.BEFORE, Relation.AFTER)
    assert before.path is not None
    assert before.path.by == "program_order"
    assert before.path == after.path
    assert order.relation("two", Event("exit", "parent")).relation is Relation.BEFORE
    not_once = ProvedRelation(Relation.UNKNOWN, reason=NOT_ONCE)
    assert order.relation("one", "three") == order.relation("one", "never") == not_once


@traced
def test_lines_have_a_path_where_none_lies_between(order: Order) -> None:
    """From line to line: what is before a line before another is before that."""
    found = list(order.lines())
    assert {each.proved.relation for each in found} == {Relation.BEFORE}
    shown = [(each.first, each.second) for each in found if each.proved.path]
    assert shown == [(0, 1), (1, 2), (2, 3)]


@traced
def test_a_file(tmp_path: Path) -> None:
    """What `joinscope record` has written is read with its order; what is none is refused."""
    file = tmp_path / "recording.jsonl"
    assert command("record", "-o", file, "--", *SHELL).returncode == 0
    recording = joinscope.read(file)
    assert recording.exit_status == 0
    assert recording.order.relation("one", "two").relation is Relation.BEFORE
    file.write_text("{}\n\n")
    with pytest.raises(RecordingError):
        joinscope.read(file)


def test_by_the_lines_alone_no_order_is_proved() -> None:
    """The recording is there, and asking for its order says what it lacks."""
    recording = joinscope.record(SHELL, evidence="output")
    assert recording.lines == ["one", "two", "three", "three"]
    with pytest.raises(EvidenceError, match="has no system calls"):
        _ = recording.order
    with pytest.raises(EvidenceError, match="has no system calls"):
        _ = recording.joins


def test_what_does_not_exist() -> None:
    """A wrong name is one sentence."""
    with pytest.raises(UsageError, match="no comparison 'nothing'"):
        joinscope.compare("nothing")
