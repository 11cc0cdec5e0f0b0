"""Random programs with a semaphore and a queue, held against every way in which they can run."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations

import pytest
from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.relation import relation
from joinscope.recording.records import (
    KeyArguments,
    KeyResults,
    MessageResults,
    ReceiveArguments,
    SemaphoreArguments,
    SemaphoreOperation,
    SendArguments,
)
from joinscope.vocabulary import Event
from record_writer import BEFORE, CONCURRENT, OTHER, PARENT, WORKER, RecordWriter

SET, QUEUE = "semaphores:[1:7]", "messages:[1:7]"
THREADS = (PARENT, WORKER, OTHER)


@dataclass(frozen=True)
class Step:
    """What a thread does: "say", "change" (the semaphore), "send", "receive"; of which number."""

    what: str
    number: int = 0


@dataclass(frozen=True)
class Program:
    """What each thread does, the value of the semaphore and the room in the queue at first."""

    threads: tuple[tuple[Step, ...], ...]
    value: int
    room: int


@dataclass(frozen=True)
class Moment:
    """How far each thread is, and what the kernel has of the semaphore and of the queue."""

    places: tuple[int, ...]
    value: int
    messages: tuple[int, ...]


def _taken(messages: tuple[int, ...], kind: int) -> int | None:
    """Which of the messages msgrcv(2) gets, by its place."""
    if kind < 0:
        fit = [number for number in messages if number <= -kind]
        return messages.index(min(fit)) if fit else None
    return next((i for i, each in enumerate(messages) if kind in (0, each)), None)


def _after(program: Program, now: Moment, thread: int) -> tuple[Moment, int] | None:
    """The moment after a thread's next step, and the type it received; None: it has to wait."""
    step, value, messages, got = (
        program.threads[thread][now.places[thread]],
        now.value,
        now.messages,
        0,
    )
    match step.what:
        case "change" if step.number == 0 and value != 0:
            return None
        case "change":
            value += step.number
        case "send":
            messages = (*messages, step.number)
        case "receive":
            place = _taken(messages, step.number)
            if place is None:
                return None
            got = messages[place]
            messages = (*messages[:place], *messages[place + 1 :])
    if value < 0 or len(messages) > program.room:
        return None
    places = tuple(place + (i == thread) for i, place in enumerate(now.places))
    return Moment(places, value, messages), got


def _outputs(program: Program) -> tuple[set[tuple[int, ...]], bool]:
    """Every order of the lines, each a number, in runs in which all come to their end.

    And whether all runs do.
    """
    start = Moment((0,) * len(program.threads), program.value, ())
    seen: dict[tuple[Moment, tuple[int, ...]], None] = {(start, ()): None}
    todo: list[tuple[Moment, tuple[int, ...]]] = [(start, ())]
    found, ends = set[tuple[int, ...]](), True
    while todo:
        now, said = todo.pop()
        if all(
            place == len(steps) for place, steps in zip(now.places, program.threads, strict=True)
        ):
            found.add(said)
            continue
        stuck = True
        for thread, steps in enumerate(program.threads):
            if now.places[thread] == len(steps):
                continue
            step, then = steps[now.places[thread]], _after(program, now, thread)
            if then is None:
                continue
            stuck = False
            lines = (*said, step.number) if step.what == "say" else said
            if (then[0], lines) not in seen:
                seen[then[0], lines] = None
                todo.append((then[0], lines))
        ends = ends and not stuck
    return found, ends


def _random_program(chance: random.Random) -> Program:
    lines = iter(range(100))
    kinds = [Step("change", 1), Step("change", -1), Step("change", 0), Step("change", 2)]
    kinds += [Step("send", 1), Step("send", 2), Step("receive", 1), Step("receive", 0)]
    kinds += [Step("receive", -2)]
    used = chance.sample(kinds, 4)
    threads = []
    for _ in THREADS:
        steps = []
        for _ in range(chance.randint(1, 4)):
            steps += [chance.choice(used)]
            if chance.random() < 0.6:
                steps.insert(chance.randint(0, len(steps)), Step("say", next(lines)))
        threads.append(tuple(steps))
    return Program(tuple(threads), chance.randint(0, 1), chance.choice([1, 9]))


def _run(program: Program, chance: random.Random) -> RecordWriter | None:
    """The records of one run; None if it has come to a standstill."""
    writer = RecordWriter()
    given = KeyArguments((), key=0)
    writer.call(PARENT, "semget", given, 7, KeyResults(SET, (program.value,)))
    writer.call(PARENT, "msgget", given, 7, KeyResults(QUEUE, (0,), program.room))
    writer.make(PARENT, WORKER)
    writer.make(PARENT, OTHER)
    now = Moment((0,) * len(THREADS), program.value, ())
    begun: dict[int, tuple[str, int] | None] = {}
    while any(place < len(steps) for place, steps in zip(now.places, program.threads, strict=True)):
        able = []
        for thread, steps in enumerate(program.threads):
            if now.places[thread] == len(steps):
                continue
            if thread not in begun or _after(program, now, thread) is not None:
                able.append(thread)
        if not able:
            return None
        thread = chance.choice(able)
        step, tid = program.threads[thread][now.places[thread]], THREADS[thread]
        if thread not in begun:
            begun[thread] = None
            _begins(writer, tid, step)
            continue
        then = _after(program, now, thread)
        assert then is not None
        del begun[thread]
        now = then[0]
        _ends(writer, tid, step, then[1])
    return writer


def _begins(writer: RecordWriter, tid: int, step: Step) -> None:
    match step.what:
        case "change":
            operation = SemaphoreOperation(0, step.number, ())
            writer.enter(tid, "semop", SemaphoreArguments(SET, (operation,), -1))
        case "send":
            writer.enter(tid, "msgsnd", SendArguments(QUEUE, 1, (), -1, step.number))
        case "receive":
            writer.enter(tid, "msgrcv", ReceiveArguments(QUEUE, 1, (), -1, step.number))


def _ends(writer: RecordWriter, tid: int, step: Step, got: int) -> None:
    match step.what:
        case "say":
            writer.say(tid, str(step.number))
        case "change":
            writer.leave(tid, "semop")
        case "send":
            writer.leave(tid, "msgsnd")
        case "receive":
            writer.leave(tid, "msgrcv", 1, MessageResults(got))


def _programs(
    seed: int, count: int
) -> Iterator[tuple[Program, set[tuple[int, ...]], bool, RecordWriter]]:
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    while count:
        program = _random_program(chance)
        writer = _run(program, chance)
        if writer is not None:
            count -= 1
            yield program, *_outputs(program), writer


@pytest.mark.parametrize("seed", range(2))
def test_by_brute_force(seed: int) -> None:
    """What is said of two lines is true of all runs in which every call returns.

    That nothing orders them is said of programs that always come to their end: where a thread would
    wait for ever, had another been faster, the order of the others is not looked for.
    """
    for program, outputs, ends, writer in _programs(seed, 100):
        order = HappensBefore.of(writer.records)
        lines = sorted(next(iter(outputs)))
        for one, other in permutations(lines, 2):
            said = relation(order, Event("line", str(one)), Event("line", str(other)))
            found = {output.index(one) < output.index(other) for output in outputs}
            if said is BEFORE:
                assert found == {True}, (program, one, other)
            elif said is CONCURRENT and ends:
                assert found == {True, False}, (program, one, other)
