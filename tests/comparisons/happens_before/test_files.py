"""Files, and calls by which order may travel unseen, on records that are made."""

import pytest
from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.relation import doubt, relation
from joinscope.recording.records import (
    ChangeArguments,
    Creation,
    Enter,
    Header,
    Leave,
    LookupArguments,
    MayArguments,
    MemoryArguments,
    OutputResults,
    Record,
    WriteArguments,
)
from joinscope.vocabulary import Event, Relation

FIRST, SECOND = Event("line", "first"), Event("line", "second")
PARENT, WORKER = 100, 101


def say(pid: int, text: str) -> list[Record]:
    """A line, printed by one call."""
    given = WriteArguments(1, "/dev/pts/0", len(text) + 1, ())
    told = OutputResults("stdout", f"{text}\n")
    return [
        Enter(0, pid, pid, "write", given),
        Leave(0, pid, pid, "write", len(text) + 1, None, told),
    ]


def order(*between: Record, lookups: bool = False) -> HappensBefore:
    """A worker says "first", then comes what is between, then the parent says "second"."""
    header = Header(0, "joinscope/recording/2", "syscalls", (), "", "", lookups)
    start = [
        Creation(0, PARENT, PARENT, None, "start"),
        Creation(0, WORKER, WORKER, PARENT, "fork"),
    ]
    return HappensBefore.of(
        [header, *start, *say(WORKER, "first"), *between, *say(PARENT, "second")]
    )


def change(*files: str) -> list[Record]:
    return [
        Enter(0, WORKER, WORKER, "mkdir", ChangeArguments(("new",)), files),
        Leave(0, WORKER, WORKER, "mkdir", 0, None),
    ]


def look(*files: str) -> list[Record]:
    return [
        Enter(0, PARENT, PARENT, "stat", LookupArguments(("new",))),
        Leave(0, PARENT, PARENT, "stat", 0, None, None, files),
    ]


def test_a_change_without_look_ups_may_be_seen_by_anybody() -> None:
    """It is a broadcast."""
    found = order(*change())
    assert relation(found, FIRST, SECOND) is Relation.UNKNOWN
    told = doubt(found, FIRST, SECOND)
    assert told is not None
    assert told.why is Reason.FILE


@pytest.mark.parametrize(
    ("seen", "expected"), [("8:1:7", Relation.UNKNOWN), ("8:1:9", Relation.CONCURRENT)]
)
def test_a_change_with_look_ups_is_seen_by_who_looks(seen: str, expected: Relation) -> None:
    """By the file or folder that was changed, and by no other."""
    found = order(*change("8:1:7"), *look(seen), lookups=True)
    assert relation(found, FIRST, SECOND) is expected


def test_a_look_before_the_change_has_not_seen_it() -> None:
    """It is behind it in no way."""
    found = order(*look("8:1:7"), *change("8:1:7"), lookups=True)
    assert relation(found, FIRST, SECOND) is Relation.CONCURRENT


@pytest.mark.parametrize(
    ("mapping", "expected"), [(True, Relation.UNKNOWN), (False, Relation.CONCURRENT)]
)
def test_who_only_reads_a_mapping_tells_nothing(mapping: bool, expected: Relation) -> None:  # noqa: FBT001 - a parameter of the test
    """Order flows from who may write there to who reads there."""

    def maps(pid: int, *, writes: bool) -> Record:
        given = MemoryArguments(3, "/tmp/a", writes=writes)
        return Enter(0, pid, pid, "mmap", given, ("8:1:7",))

    found = order(maps(WORKER, writes=mapping), maps(PARENT, writes=False))
    # What the worker does later than its mapping, it may have shown there: but it did nothing.
    later = HappensBefore.of(
        [
            Creation(0, PARENT, PARENT, None, "start"),
            Creation(0, WORKER, WORKER, PARENT, "fork"),
            maps(WORKER, writes=mapping),
            maps(PARENT, writes=False),
            *say(WORKER, "first"),
            *say(PARENT, "second"),
        ]
    )
    assert relation(found, FIRST, SECOND) is expected
    assert relation(later, FIRST, SECOND) is expected


def test_a_call_that_may_carry_order_does_both_ways() -> None:
    """Of one that acts whoever comes later may know; of one that looks, its caller alone."""

    def calls(pid: int, name: str) -> list[Record]:
        given = MayArguments("another_process")
        return [Enter(0, pid, pid, name, given), Leave(0, pid, pid, name, 0, None)]

    assert relation(order(*calls(WORKER, "ptrace")), FIRST, SECOND) is Relation.UNKNOWN
    assert relation(order(*calls(PARENT, "ptrace")), FIRST, SECOND) is Relation.UNKNOWN
    assert relation(order(*calls(PARENT, "process_vm_readv")), FIRST, SECOND) is Relation.UNKNOWN
    looked = order(*calls(WORKER, "process_vm_readv"))
    assert relation(looked, FIRST, SECOND) is Relation.CONCURRENT


@pytest.mark.parametrize(
    ("result", "expected"), [(PARENT, Relation.CONCURRENT), (1, Relation.UNKNOWN)]
)
def test_a_parent_that_is_still_there_tells_nothing(result: int, expected: Relation) -> None:
    """Another than the one that it had once means that this has ended."""
    told: list[Record] = [
        Enter(0, WORKER, WORKER, "getppid", MayArguments("parent")),
        Leave(0, WORKER, WORKER, "getppid", result, None),
    ]
    records: list[Record] = [
        Creation(0, PARENT, PARENT, None, "start"),
        Creation(0, WORKER, WORKER, PARENT, "fork"),
        *say(PARENT, "first"),
        *told,
        *say(WORKER, "second"),
    ]
    assert relation(HappensBefore.of(records), FIRST, SECOND) is expected
