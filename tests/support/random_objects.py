"""Queues, counters, epoll sets and moves between channels: for random scripts.

random_scripts.py writes the rest of them.
"""

import random
from collections.abc import Callable, Iterator
from functools import partial

from script_world import Channel, Channels, Process, Side, ready

COUNTER, QUEUE, TYPED_QUEUE, EPOLL = 4, 5, 6, 7
LONGER, SHORT = 30, 2  # ms
ROOM = 8  # messages of a queue
Offers = Iterator[tuple[float, Callable[[], None]]]


class Objects:
    """What of these a script uses, and the operations that would not wait for ever."""

    def __init__(self, chance: random.Random, processes: list[Process], channels: Channels) -> None:
        self.random = chance
        self.processes = processes
        self.channels = channels
        kinds = {COUNTER: 0.25, QUEUE: 0.25, TYPED_QUEUE: 0.25, EPOLL: 0.3}
        self.wanted = {each for each, share in kinds.items() if chance.random() < share}
        self.moves = chance.random() < 0.4

    @staticmethod
    def owns(number: int) -> bool:
        """Whether a channel is one of these."""
        return number in (COUNTER, QUEUE, TYPED_QUEUE, EPOLL)

    def offers(self, process: Process) -> Offers:
        """What a process could do with them now."""
        for number in sorted(self.wanted):
            yield 2.5, partial(self._make, process, number)
        if (COUNTER, 0) in process.holds:
            yield from self._offer_counter(process)
        if (QUEUE, 0) in process.holds:
            yield from self._offer_queue(process)
        if TYPED_QUEUE in self.channels and not process.knows:
            yield 1, partial(self._find, process)
        elif TYPED_QUEUE in self.channels:
            yield from self._offer_typed_queue(process)
        if (EPOLL, 0) in process.holds:
            yield from self._offer_epoll(process)
        if self.moves:
            yield from self._offer_moves(process)

    def _make(self, process: Process, number: int) -> None:
        self.wanted.discard(number)
        if number == TYPED_QUEUE:
            process.does("msgget", number, 1)
            process.knows = True
            self.channels[number] = Channel("typed queue")
            return
        hasty = self.random.random() < 0.3
        process.holds.add((number, 0))
        if number == COUNTER:
            start = self.random.choice((0, 0, 1))
            semaphore = self.random.choice((0, 1))
            process.does("eventfd", number, start, semaphore | (0o4000 if hasty else 0))
            kind = ("one" if semaphore else "all") + (" hasty" if hasty else "")
            self.channels[number] = Channel("counter", {0: [1] * start, 1: []}, how=kind)
        elif number == QUEUE:
            process.does("mqueue", number, int(hasty))
            self.channels[number] = Channel("queue", how="hasty" if hasty else "")
        else:
            process.does("epoll", number)
            self.channels[number] = Channel("epoll")

    def _offer_counter(self, process: Process) -> Offers:
        channel = self.channels[COUNTER]
        yield 3, partial(self._count, process, self.random.choice((1, 1, 2)))
        if channel.waiting[0] or "hasty" in channel.how:
            yield 3, lambda: self._take(process)

    def _count(self, process: Process, value: int) -> None:
        process.does("count", COUNTER, value)
        self.channels[COUNTER].waiting[0] += [1] * value

    def _take(self, process: Process) -> None:
        process.does("take", COUNTER)
        channel = self.channels[COUNTER]
        del channel.waiting[0][: 1 if "one" in channel.how else None]

    def _offer_queue(self, process: Process) -> Offers:
        channel = self.channels[QUEUE]
        if len(channel.waiting[0]) < ROOM:
            yield 3, lambda: self._put(process, "mqsend", QUEUE, self.random.choice((0, 0, 1)))
        if channel.waiting[0] or channel.how:
            yield 3, lambda: self._get(process, "mqreceive", QUEUE, None)
        long = LONGER if channel.waiting[0] else SHORT
        yield 0.5, lambda: self._get(process, "mqtimed", QUEUE, None, long)

    def _put(self, process: Process, name: str, number: int, kind: int) -> None:
        process.does(name, number, kind)
        self.channels[number].waiting[0].append(kind)

    def _get(self, process: Process, name: str, number: int, kind: int | None, *rest: int) -> None:
        process.does(name, number, *(() if kind is None else (kind,)), *rest)
        waiting = self.channels[number].waiting[0]
        if kind and kind in waiting:
            waiting.remove(kind)
        elif not kind:
            del waiting[:1]

    def _find(self, process: Process) -> None:
        process.does("msgget", TYPED_QUEUE, 0)
        process.knows = True

    def _offer_typed_queue(self, process: Process) -> Offers:
        waiting = self.channels[TYPED_QUEUE].waiting[0]
        kind = self.random.choice((1, 1, 2))
        yield 3, partial(self._put, process, "msgsnd", TYPED_QUEUE, kind)
        wanted = self.random.choice((0, 1, 2))
        fits = bool(waiting) if wanted == 0 else wanted in waiting
        if fits:
            yield 4, partial(self._get, process, "msgrcv", TYPED_QUEUE, wanted, 0)
        yield 0.6, partial(self._get, process, "msgrcv", TYPED_QUEUE, wanted, 1)
        yield 0.1, lambda: process.does("msgrm", TYPED_QUEUE)

    def _offer_epoll(self, process: Process) -> Offers:
        channel = self.channels[EPOLL]
        for side in sorted(process.holds):
            kind = self.channels[side[0]].kind
            if kind == "epoll" or not (side[1] == 0 or self.channels[side[0]].socket):
                continue
            if side not in channel.watched:
                yield 1.5, partial(self._watch, process, side)
            else:
                yield 0.2, partial(self._unwatch, process, side)
        if any(ready(self.channels, self.processes, each) for each in channel.watched):
            yield 3, lambda: process.does("ready", EPOLL, LONGER)
        yield 0.4, lambda: process.does("ready", EPOLL, self.random.choice((0, SHORT)))

    def _watch(self, process: Process, side: Side) -> None:
        process.does("watch", EPOLL, *side, int(self.random.random() < 0.15))
        self.channels[EPOLL].watched.add(side)

    def _unwatch(self, process: Process, side: Side) -> None:
        process.does("unwatch", EPOLL, *side)
        self.channels[EPOLL].watched.discard(side)

    def _offer_moves(self, process: Process) -> Offers:
        for source in sorted(process.holds):
            if not self._has(source, ("pipe", "fifo", "pair"), end=0):
                continue
            for to in sorted(process.holds):
                if to[0] != source[0] and self._has(to, ("pipe", "fifo", "pair"), end=1):
                    yield from self._offer_move(process, source, to)

    def _has(self, side: Side, kinds: tuple[str, ...], *, end: int) -> bool:
        channel = self.channels[side[0]]
        return channel.kind in kinds and (side[1] == end or channel.socket)

    def _offer_move(self, process: Process, source: Side, to: Side) -> Offers:
        channel, target = self.channels[source[0]], self.channels[to[0]]
        if not ready(self.channels, self.processes, source):
            return
        size = self.random.choice((1, 2, 5, 100))
        if not (channel.socket and target.socket):
            yield 6, partial(self._move, process, "splice", source, to, size)
        if not channel.socket and not target.socket and channel.waiting[0]:
            yield 5, partial(self._move, process, "tee", source, to, size)

    def _move(self, process: Process, name: str, source: Side, to: Side, size: int) -> None:
        process.does(name, *source, *to, size)
        waiting = self.channels[source[0]].waiting[source[1]]
        moved = min(sum(waiting), size)
        left = sum(waiting) - moved
        if name == "splice":
            waiting[:] = [left] if left else []
        target = self.channels[to[0]]
        held = any((to[0], 1 - to[1]) in each.holds for each in self.processes)
        if moved and held and to[1] not in target.shut:
            target.waiting[1 - to[1]].append(moved)
