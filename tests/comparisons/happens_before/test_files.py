"""Files, and calls by which order may travel unseen, on records that are made."""

import pytest
from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.relation import doubt, relation
from joinscope.happens_before.second_look import would_tell
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
    Way,
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


def look(*files: str, call: str = "stat") -> list[Record]:
    return [
        Enter(0, PARENT, PARENT, call, LookupArguments(("new",)), (), files),
        Leave(0, PARENT, PARENT, call, 0, None, None, files),
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
    """It is behind it in no way; but what comes after the change may come after it."""
    found = order(*look("8:1:7"), *change("8:1:7"), lookups=True)
    assert relation(found, FIRST, SECOND) is Relation.CONCURRENT
    later = [*say(PARENT, "early"), *look("8:1:7")]
    for changed, expected in (("8:1:7", Relation.UNKNOWN), ("8:1:9", Relation.CONCURRENT)):
        found = order(*later, *change(changed), *say(WORKER, "late"), lookups=True)
        early, late = Event("line", "early"), Event("line", "late")
        assert relation(found, early, late) is expected


def test_who_sees_a_change_comes_after_who_had_looked_before_it() -> None:
    """Also if it is a third one, who has not changed anything."""
    third = [
        Creation(0, 102, 102, PARENT, "fork"),
        Enter(0, 102, 102, "stat", LookupArguments(("new",)), (), ("8:1:7",)),
        Leave(0, 102, 102, "stat", 0, None, None, ("8:1:7",)),
        *say(102, "late"),
    ]
    looked = [third[0], *say(PARENT, "early"), *look("8:1:7"), *change("8:1:7")]
    found = order(*looked, *third[1:], lookups=True)
    assert relation(found, Event("line", "early"), Event("line", "late")) is Relation.UNKNOWN


def test_room_on_a_file_system_is_shared_by_all() -> None:
    """Who asks how much is left may be told what anybody has done."""
    for call, expected in (("stat", Relation.CONCURRENT), ("statfs", Relation.UNKNOWN)):
        found = order(*look("8:1:7", call=call), lookups=True)
        assert relation(found, FIRST, SECOND) is expected


def test_more_lines_than_are_asked_for() -> None:
    """Where a program changes files and prints much, a run with look-ups is worth its while."""
    lines = [each for number in range(50) for each in say(PARENT, str(number))]
    assert would_tell(order(*change(), *lines))
    assert not would_tell(order(*lines))


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
    """Of one that acts whoever comes later may know; of one that looks, its caller alone.

    But one that looks at another process comes before what has changed that later.
    """

    def calls(pid: int, name: str, way: Way = "another_process") -> list[Record]:
        given = MayArguments(way)
        return [Enter(0, pid, pid, name, given), Leave(0, pid, pid, name, 0, None)]

    assert relation(order(*calls(WORKER, "ptrace")), FIRST, SECOND) is Relation.UNKNOWN
    assert relation(order(*calls(PARENT, "ptrace")), FIRST, SECOND) is Relation.UNKNOWN
    assert relation(order(*calls(PARENT, "process_vm_readv")), FIRST, SECOND) is Relation.UNKNOWN
    assert relation(order(*calls(WORKER, "process_vm_readv")), FIRST, SECOND) is Relation.UNKNOWN
    looked = order(*calls(WORKER, "getpeername", "network"))
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
