"""A schedule: at which points which threads are held back, and until when. It is data.

    {"schema": "joinscope/schedule/1",
     "holds": [{"at": {"where": "enter", "thread": "0.1", "stream": "stdout", "nth": 1},
                "until": {"where": "leave", "thread": "0", "call": "wait", "result": "positive"}}]}

To hold a thread back is what any machine may do at any time, so a run that is forced in this way is
a legal run. The names of threads are structural (schedules/names.py), the same in every run. The
schema, schema/schedule-1.json, is generated from these types.
"""

from pathlib import Path
from typing import Annotated, Literal

import msgspec

from joinscope.errors import UsageError
from joinscope.vocabulary import Stream

Where = Literal["birth", "enter", "leave", "exit"]
Result = Literal["positive", "zero", "failed"]
# A point as the tracer takes it: see recorders/syscalls.py.
FlatPoint = tuple[int, str | None, str | None, str | None, int, int, int]
# The numbers that the tracer has for them (tracer/hold_rule.h); 0: until all else is quiet.
WHERE: dict[Where, int] = {"birth": 1, "enter": 2, "leave": 3, "exit": 4}
STREAM: dict[Stream | None, int] = {None: 0, "stdout": 1, "stderr": 2}
RESULT: dict[Result | None, int] = {None: 0, "positive": 1, "zero": 2, "failed": 3}


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a schedule."""


class Point(_Part, frozen=True):
    """A point in the life of threads; what is null may be anything.

    `birth`: a thread exists, and has done nothing yet. `enter`: it is about to make a call,
    `leave`: the call has done its work and has not returned. `exit`: the thread is about to end.
    `thread` is its structural name. `call` is the name of a call, or its class, of those that are
    recorded; `object` how the name of what it is about begins (`pipe:`), `stream` that it writes to
    the program's standard output or error, `result` of what kind its result is. `nth` is which of
    the points that are so, from 1 on, of several threads in the order in which they come; null:
    each of them holds, and the first of them releases.
    """

    where: Where
    thread: str | None = None
    call: str | None = None
    object: str | None = None
    stream: Stream | None = None
    result: Result | None = None
    nth: Annotated[int, msgspec.Meta(ge=1)] | None = None


class Hold(_Part, frozen=True):
    """Who comes to the point `at` is held until somebody has come to `until`.

    Nobody is held if that has happened already. `quiet`: until nothing else can happen; so it is
    in the end with each event that waits for who is held.
    """

    at: Point
    until: Point | Literal["quiet"] = "quiet"


class Schedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rules by which threads are held back. All of them hold at the same time.

    Each time that nothing else can happen one of the threads that are held is let go: the first
    time the first of the `choices`, by its name, the second time the second. Where that one is not
    held, or there are no more, it is who was held by the first rule, and of these the first by its
    name.
    """

    schema: Literal["joinscope/schedule/1"]
    holds: tuple[Hold, ...]
    choices: tuple[str, ...] = ()


def schedule(holds: tuple[Hold, ...], choices: tuple[str, ...] = ()) -> Schedule:
    """The schedule with these rules."""
    return Schedule("joinscope/schedule/1", holds, choices)


def read(file: Path) -> Schedule:
    """The schedule in a file; UsageError if there is none."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=Schedule)
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from None
    except msgspec.DecodeError as error:
        raise UsageError(f"{file} is no joinscope/schedule/1: {error}") from None


def flat(schedule: Schedule) -> list[tuple[FlatPoint, FlatPoint]]:
    """The rules as the tracer takes them: a choice is one without a point."""
    return [
        *((_flat(each.at), _flat(each.until)) for each in schedule.holds),
        *((_chosen(name), _flat("quiet")) for name in schedule.choices),
    ]


def _chosen(name: str) -> FlatPoint:
    return (0, name, None, None, 0, 0, 0)


def _flat(point: Point | Literal["quiet"]) -> FlatPoint:
    if point == "quiet":
        return (0, None, None, None, 0, 0, 0)
    return (
        WHERE[point.where],
        point.thread,
        point.call,
        point.object,
        STREAM[point.stream],
        RESULT[point.result],
        point.nth or 0,
    )
