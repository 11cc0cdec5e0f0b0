"""Holds: a thread stays where a rule has it, until an event, or until nothing else can happen."""

import sys
from collections.abc import Sequence

import pytest
from joinscope.happens_before.builder import HappensBefore
from joinscope.recording.recording import decode
from joinscope.recording.records import (
    Blocked,
    Creation,
    Enter,
    Held,
    Leave,
    LimitReached,
    Quiet,
    Record,
    Released,
    WaitArguments,
)
from joinscope.recording.runner import record
from joinscope.schedule import Hold, Point, flat, schedule
from joinscope.schedules.names import Names
from traced_program import SAY, Traced, trace

PARENT, WORKER = "0", "0.1"
ENDED = Point("leave", PARENT, stream="stdout")
FORKS = """
pid = os.fork()
if pid == 0:
    say("worker")
    os._exit(0)
"""
NO_JOIN = f"{SAY}{FORKS}say('parent')\nos.waitpid(pid, 0)\n"
JOIN = f"{SAY}{FORKS}os.waitpid(pid, 0)\nsay('parent')\n"
SLEEP = f"{SAY}{FORKS}import time\ntime.sleep(0.3)\nsay('parent')\nos.waitpid(pid, 0)\n"


def line(thread: str, where: str) -> Point:
    """The write of the one line that a thread prints: about to be made, or made."""
    if where == "enter":
        return Point("enter", thread, stream="stdout", nth=1)
    return Point("leave", thread, stream="stdout", result="positive", nth=1)


def after(late: str, early: str) -> Hold:
    """One thread's line is held back until another's is printed."""
    return Hold(line(late, "enter"), line(early, "leave"))


def forced(code: str, *holds: Hold) -> tuple[Traced, list[Record], list[str]]:
    """A program that is run with these rules: its recording, and the lines that it printed."""
    traced = trace([sys.executable, "-S", "-I", "-c", code], holds=flat(schedule(holds)))
    lines = [each.text for each in traced.order.printed.all()]
    return traced, [decode(each, "test") for each in traced.lines], lines


def of(kind: type[Record], records: Sequence[Record]) -> list[Record]:
    return [each for each in records if isinstance(each, kind)]


@pytest.mark.parametrize(("late", "early"), [(PARENT, WORKER), (WORKER, PARENT)])
def test_either_order(late: str, early: str) -> None:
    """Two concurrent lines are printed in the order that the rule asks for."""
    _, records, lines = forced(NO_JOIN, after(late, early))
    assert lines == [{PARENT: "parent", WORKER: "worker"}[each] for each in (early, late)]
    assert of(Quiet, records) == []
    assert all(each.why == "event" for each in records if isinstance(each, Released))


def test_a_proof_resists() -> None:
    """Whoever joins a worker that is held waits for it, which is certified and named."""
    _, records, lines = forced(JOIN, after(WORKER, PARENT))
    (held,), (released,) = of(Held, records), of(Released, records)
    (blocked,) = (each for each in records if isinstance(each, Blocked))
    assert isinstance(held, Held)
    assert isinstance(released, Released)
    assert (held.name, held.rule, released.why) == (WORKER, 0, "quiet")
    assert (blocked.name, blocked.call, blocked.child) == (PARENT, "wait4", held.pid)
    assert lines == ["worker", "parent"]


def test_a_sleep_does_not() -> None:
    """A join that is replaced by a sleep is broken: it is never quiet while somebody sleeps."""
    _, records, lines = forced(SLEEP, after(WORKER, PARENT))
    assert lines == ["parent", "worker"]
    assert of(Quiet, records) == []


def test_an_entry_is_recorded_when_it_is_let_go() -> None:
    """So that the recording is one of a thread that was slow, and in no call while it was held."""
    _, records, _ = forced(JOIN, after(WORKER, PARENT))
    events = [
        type(each).__name__
        for each in records
        if isinstance(each, Held | Released | Enter)
        and (not isinstance(each, Enter) or each.call == "write")
    ]
    assert events == ["Held", "Released", "Enter", "Enter"]
    wait = next(
        place
        for place, each in enumerate(records)
        if isinstance(each, Enter) and isinstance(each.arguments, WaitArguments)
    )
    assert wait < records.index(of(Released, records)[0])


@pytest.mark.parametrize(
    "point",
    [
        Point("birth", WORKER),
        Point("enter", WORKER, call="write"),
        Point("leave", WORKER, call="write"),
        Point("exit", WORKER),
    ],
)
def test_every_point(point: Point) -> None:
    """A thread can be held at its birth, before and after a call, and at its end."""
    _, records, lines = forced(JOIN, Hold(point))
    (released,) = (each for each in records if isinstance(each, Released))
    assert (released.name, released.why) == (WORKER, "quiet")
    assert lines == ["worker", "parent"]


def test_what_has_happened_holds_nobody() -> None:
    """A rule whose event is past holds nobody, and neither does one whose point nobody comes to."""
    never = Hold(Point("enter", "0.7", call="write"))
    _, records, lines = forced(JOIN, after(PARENT, WORKER), never)
    assert of(Held, records) == []
    assert lines == ["worker", "parent"]


def test_of_several_the_nth() -> None:
    """Of those that are so, a rule may be about one alone."""
    code = f"{SAY}for n in range(4): say(str(n))\n"
    _, records, _ = forced(code, Hold(Point("enter", PARENT, stream="stdout", nth=3)))
    (held,) = of(Held, records)
    writes = [
        each
        for each in records[: records.index(held)]
        if isinstance(each, Enter) and each.call == "write"
    ]
    assert len(writes) == 2


def test_a_look_at_proc_is_no_point() -> None:
    """It waits for nobody; and CPython takes one as it forks, with a lock that its threads need."""
    code = "import os; os.read(os.open('/proc/self/stat', os.O_RDONLY), 4096)"
    reads = (Hold(Point("enter", PARENT, call="read")), Hold(Point("leave", PARENT, call="read")))
    _, records, _ = forced(code, *reads)
    assert [each.files for each in records if isinstance(each, Leave) and each.files] == [
        ("own_stat",)
    ]
    assert of(Held, records) == []


def test_the_order_knows_nothing_of_holds() -> None:
    """Of a recording with them and of the same without them it makes the same graph."""
    traced, records, _ = forced(JOIN, after(WORKER, PARENT))
    rest = [each for each in records if not isinstance(each, Held | Released | Quiet | Blocked)]
    assert len(rest) < len(records)
    without = HappensBefore.of(rest)
    assert traced.order.graph.chain == without.graph.chain
    assert traced.order.graph.time == without.graph.time
    assert traced.relation("worker", "parent") == Traced([], without).relation("worker", "parent")


def test_a_vfork_is_no_clone_that_copies() -> None:
    """Who waits in a vfork for a child that is held is blocked, though its state is D."""
    code = "import subprocess\nsubprocess.run(['/bin/true'], check=True)\n"
    _, records, _ = forced(code, Hold(Point("birth", WORKER)))
    calls = {each.name: each.call for each in records if isinstance(each, Blocked)}
    created = {each.how for each in records if isinstance(each, Creation)}
    assert calls[PARENT] in (("vfork", "clone", "clone3") if "vfork" in created else ("read",))


def test_names() -> None:
    """The tracer calls threads as Names does, who works it out from the recording alone."""
    code = """
import os, threading
def forks():
    os.fork() or os._exit(0)
    os.wait()
thread = threading.Thread(target=forks)
thread.start()
thread.join()
os.fork() or os._exit(0)
os.wait()
"""
    _, records, _ = forced(code, Hold(Point("birth")))
    names = Names()
    found = []
    for each in records:
        names.add(each)
        if isinstance(each, Held):
            assert each.name == names.of(each.tid)
            found.append(each.name)
    assert found == ["0", "0.1", "0.1.1", "0.2"]


def test_a_limit_ends_those_that_are_held() -> None:
    """Also where they are held in their last stop, which no signal ends."""
    code = "import os, time\nif os.fork() == 0:\n    os._exit(0)\ntime.sleep(1000)\n"
    rules = flat(schedule((Hold(Point("exit", WORKER)),)))
    seen: list[Record] = []

    class Keep:
        def add(self, record: Record, /) -> None:
            seen.append(record)

    (recording,) = record(
        [[sys.executable, "-S", "-I", "-c", code]],
        through=["pipe"],
        deadline=1.0,
        evidence="syscalls",
        consumers=[Keep()],
        holds=[rules],
    )
    assert recording.limit == "deadline"
    assert recording.complete
    assert [each.why for each in seen if isinstance(each, Released)] == ["killed"]
    assert [each.what for each in seen if isinstance(each, LimitReached)] == ["deadline"]


@pytest.mark.parametrize(
    "sets",
    [
        "signal.alarm(1)",
        "reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack('ll', 1, 0))",
    ],
)
def test_what_ends_a_wait_by_itself(sets: str) -> None:
    """Where a timer was set, or a time limit of a socket, no wait is certain to be one for ever."""
    code = f"""{SAY}
import socket, struct
reader, writer = socket.socketpair()
if os.fork() == 0:
    os.write(writer.fileno(), b"1")
    os._exit(0)
signal.signal(signal.SIGALRM, lambda *_: say("ended"))
{sets}
try:
    os.read(reader.fileno(), 1)
except OSError:
    say("ended")
os.wait()
"""
    _, records, lines = forced(code, Hold(Point("enter", WORKER, call="write"), ENDED))
    assert [each.why for each in records if isinstance(each, Released)] == ["event"]
    assert of(Quiet, records) == []
    assert lines == ["ended"]


@pytest.mark.parametrize(
    ("choices", "lines"),
    [
        ((), ["one", "two"]),
        (("0.2",), ["two", "one"]),
        (("0.7", "0.2"), ["one", "two"]),
        (("0.1", "0.2"), ["one", "two"]),
    ],
)
def test_who_is_chosen(choices: tuple[str, ...], lines: list[str]) -> None:
    """Of several that are held until all is quiet the one that is named goes first, else by name.

    A choice is used up at its moment, also where it names nobody that is held.
    """
    code = f"""{SAY}
for name in ("one", "two"):
    if os.fork() == 0:
        say(name)
        os._exit(0)
os.wait()
os.wait()
"""
    held = schedule((Hold(Point("enter", stream="stdout")),), choices)
    traced = trace([sys.executable, "-S", "-I", "-c", code], holds=flat(held))
    assert [each.text for each in traced.order.printed.all()] == lines
