"""Random scripts for the interpreter: small trees of processes, by a seed.

A script is written along one run of it in a model that keeps only what blocks: at each step some
process that has not ended is given an operation which, at that moment, would not wait for ever. So
each script has at least one run that ends; one that does not end in another order of its steps is
given up by its deadline.
"""

import random
from collections.abc import Callable, Iterator
from functools import partial

from random_objects import Objects
from script_world import Channel, Process, Side, ready

PROCESSES = 5
CHANNELS = 3
FIRST_FILE, FILES = 20, 3  # objects of these numbers are files
FIFO = 15
LONGER = 30  # ms: the longest wait that ends by itself
USER, CHILD, KILL, TERMINATE = 10, 17, 9, 15
STREAM, DATAGRAM, PACKETS = 1, 2, 5


class Author:
    """Writes one script; each `_offer_*` yields operations that would not wait for ever."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - no secret
        self.processes = [Process(0)]
        self.channels: dict[int, Channel] = {}
        self.objects = Objects(self.random, self.processes, self.channels)
        self.signals = self.random.random() < 0.4
        self.files = self.random.random() < 0.35
        self.fifo = self.random.random() < 0.15
        root = self.processes[0]
        if self.signals:
            root.does("block", USER)
            root.does("handle", USER, self.random.randrange(2))
            root.blocks = True
        elif self.random.random() < 0.15:
            root.does("handle", CHILD, 1)
        elif self.random.random() < 0.15:
            root.does("ignore", CHILD)
        if self.fifo:
            root.does("mkfifo", FIFO)

    def write(self, steps: int) -> str:
        for _ in range(steps):
            able = [each for each in self.processes if not (each.ended or each.paused)]
            if not able:
                break
            process = self.random.choice(able)
            offers = [*self._offers(process)]
            weights = [weight for weight, _ in offers]
            self.random.choices([act for _, act in offers], weights)[0]()
        self._end(self.processes[0])
        return " / ".join(" ".join(each.operations) for each in self.processes)

    def _offers(self, process: Process) -> Iterator[tuple[float, Callable[[], None]]]:
        yield 4, lambda: process.does("say")
        yield from self._offer_processes(process)
        yield from self._offer_waits(process)
        yield from self._offer_channels(process)
        yield from self.objects.offers(process)
        if self.signals:
            yield from self._offer_signals(process)
        if self.files:
            for file in range(FIRST_FILE, FIRST_FILE + FILES):
                yield from self._offer_files(process, file)

    def _offer_processes(self, process: Process) -> Iterator[tuple[float, Callable[[], None]]]:
        if len(self.processes) < PROCESSES:
            yield 5, lambda: self._fork(process)
        if process.parent is not None and not process.children:
            yield 1, lambda: self._end(process)
            yield 0.3, lambda: self._pause(process)

    def _fork(self, process: Process) -> None:
        child = Process(
            len(self.processes),
            process,
            holds={*process.holds},
            blocks=process.blocks,
            knows=process.knows,
        )
        process.does("fork", child.number)
        process.children.append(child)
        self.processes.append(child)

    def _pause(self, process: Process) -> None:
        process.does("say")
        process.does("pause")
        process.paused = True

    def _end(self, process: Process) -> None:
        """End it, after all that it has begun."""
        if process.ended:
            return
        for child in [*process.children]:
            if child.paused:
                process.does("kill", child.number, self.random.choice((KILL, TERMINATE)))
                self._release(child)
            self._end(child)
            self._wait(process, child)
        if not process.paused:
            process.does("say")
        self._release(process)

    @staticmethod
    def _release(process: Process) -> None:
        process.ended, process.paused = True, False
        process.holds.clear()

    def _wait(self, process: Process, child: Process | None) -> None:
        """Wait for a child; for any, some one that has ended is taken."""
        ended = [each for each in process.children if each.ended]
        process.does(*(("waitany",) if child is None else ("wait", child.number)))
        process.children.remove(child or self.random.choice(ended))

    def _offer_waits(self, process: Process) -> Iterator[tuple[float, Callable[[], None]]]:
        for child in process.children:
            number = child.number
            if child.ended:
                yield 3, partial(self._wait, process, child)
                yield 0.5, partial(process.does, "look", number)
            if child.paused:
                yield 2, partial(self._kill, process, child)
            yield 0.4, partial(process.does, "nohang", number)
            long = LONGER if child.ended else 2
            yield 0.4, partial(process.does, "timed", number, long)
        if any(each.ended for each in process.children):
            yield 1.5, lambda: self._wait(process, None)
        if process.children:
            yield 0.3, lambda: process.does("nohangany")

    def _kill(self, process: Process, child: Process) -> None:
        process.does("kill", child.number, self.random.choice((KILL, TERMINATE)))
        self._release(child)

    def _offer_channels(self, process: Process) -> Iterator[tuple[float, Callable[[], None]]]:
        if self._made() < CHANNELS:
            yield 2.5, lambda: self._make(process, "pipe")
            yield 0.3, lambda: self._make(process, "non-blocking pipe")
            yield 0.3, lambda: self._make(process, "packet pipe")
            yield 1, lambda: self._make(process, "pair")
            yield 0.3, lambda: self._make(process, "datagrams")
            yield 0.3, lambda: self._make(process, "packets")
        if self.fifo:
            others = [
                each
                for each in self.processes
                if each is not process and not (each.ended or each.paused)
            ]
            if others:
                yield 3, lambda: self._rendezvous(process, self.random.choice(others))
        for side in sorted(process.holds):
            yield from self._offer_side(process, side)

    def _made(self) -> int:
        return sum(number < CHANNELS for number in self.channels)

    def _make(self, process: Process, kind: str) -> None:
        number = self._made()
        self.channels[number] = Channel(kind)
        types = {"pair": STREAM, "datagrams": DATAGRAM, "packets": PACKETS}
        flags = {"pipe": 0, "non-blocking pipe": 1, "packet pipe": 2}
        if kind in types:
            process.does("pair", number, types[kind])
        else:
            process.does("pipe", number, flags[kind])
        process.holds |= {(number, 0), (number, 1)}

    def _rendezvous(self, one: Process, other: Process) -> None:
        """Two processes open a FIFO, one to read and one to write: each waits for the other."""
        self.fifo = False
        self.channels[FIFO] = Channel("fifo")
        one.does("open", FIFO, 0)
        other.does("open", FIFO, 1)
        one.holds.add((FIFO, 0))
        other.holds.add((FIFO, 1))

    def _offer_side(
        self, process: Process, side: Side
    ) -> Iterator[tuple[float, Callable[[], None]]]:
        number, end = side
        channel = self.channels[number]
        if self.objects.owns(number):
            yield from self._offer_polls(process, side)
            return
        socket = channel.socket
        yield 1.5, lambda: self._close(process, side)
        if socket or end == 1:
            sent = self.random.choice((1, 1, 2, 5))
            yield 3, lambda: self._send(process, side, sent)
        if channel.kind in ("pair", "packets"):
            yield 0.3, lambda: self._shut(process, side)
        if socket or end == 0:
            ready = self._ready(side)
            asked = self.random.choice((1, 2, 5, 100))
            if ready or channel.kind == "non-blocking pipe":
                yield 4, lambda: self._receive(process, side, asked)
            yield from self._offer_polls(process, side)

    def _offer_polls(
        self, process: Process, side: Side
    ) -> Iterator[tuple[float, Callable[[], None]]]:
        if self.channels[side[0]].kind == "typed queue":
            return
        ready = self._ready(side)
        if ready:
            yield 1, lambda: process.does("poll", *side, -1)
        yield 0.3, lambda: process.does("poll", *side, self.random.choice((0, 2)))
        others = [each for each in sorted(process.holds) if each != side and self._reads(each)]
        if others and (ready or any(map(self._ready, others))):
            two = (*side, *self.random.choice(others))
            yield 0.7, lambda: process.does("poll2", *two, self.random.choice((LONGER, -1)))

    def _reads(self, side: Side) -> bool:
        channel = self.channels[side[0]]
        return channel.kind != "typed queue" and (side[1] == 0 or channel.socket)

    def _ready(self, side: Side) -> bool:
        return ready(self.channels, self.processes, side)

    def _send(self, process: Process, side: Side, size: int) -> None:
        number, end = side
        process.does("write", number, size, end)
        channel = self.channels[number]
        held = any((number, 1 - end) in each.holds for each in self.processes)
        if held and end not in channel.shut:
            channel.waiting[1 - end].append(size)

    def _receive(self, process: Process, side: Side, size: int) -> None:
        number, end = side
        process.does("read", number, size, end)
        channel = self.channels[number]
        waiting = channel.waiting[end]
        if channel.packets:
            del waiting[:1]
        else:
            left = sum(waiting) - size
            waiting[:] = [left] if left > 0 else []

    def _close(self, process: Process, side: Side) -> None:
        process.does("close", *side)
        process.holds.discard(side)

    def _shut(self, process: Process, side: Side) -> None:
        process.does("shut", *side, 1)
        self.channels[side[0]].shut.add(side[1])

    def _offer_signals(self, process: Process) -> Iterator[tuple[float, Callable[[], None]]]:
        family = [*process.children]
        if process.parent is not None:
            family.append(process.parent)
        for other in family:
            if not (other.ended or other.paused):
                yield 1.5, partial(self._signal, process, other)
        if process.blocks:
            if process.pending:
                yield 3, lambda: self._take(process, "suspend")
                yield 2, lambda: self._take(process, "sigwait")
            yield 0.3, lambda: self._take(process, "sigtimed", LONGER if process.pending else 2)
            yield 0.5, lambda: self._unblock(process)

    def _signal(self, process: Process, other: Process) -> None:
        process.does("kill", other.number, USER)
        other.pending = other.blocks

    def _take(self, process: Process, name: str, *timeout: int) -> None:
        process.does(name, USER, *timeout)
        process.pending = False

    def _unblock(self, process: Process) -> None:
        process.does("unblock", USER)
        process.blocks = process.pending = False

    def _offer_files(
        self, process: Process, file: int
    ) -> Iterator[tuple[float, Callable[[], None]]]:
        another = FIRST_FILE + self.random.randrange(FILES)
        yield 0.6, lambda: process.does("make", file)
        yield 0.6, lambda: process.does("exists", file)
        yield 0.2, lambda: process.does("unlink", file)
        yield 0.2, lambda: process.does("rename", file, another)
        yield 0.3, lambda: process.does("append", file, 3)
        yield 0.3, lambda: process.does("load", file)


def random_script(seed: int) -> str:
    """The script of this seed, in the words of the interpreter."""
    author = Author(seed)
    return author.write(author.random.randint(8, 40))
