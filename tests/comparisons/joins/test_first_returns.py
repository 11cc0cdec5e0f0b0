"""The first returns that ends are before, against their definition."""

import random

import pytest
from joinscope.happens_before.builder import HappensBefore
from joinscope.joins.account import Account
from joinscope.joins.first_returns import first_returns
from record_writer import PARENT, RecordWriter

WORKERS = range(101, 109)


def written(seed: int) -> RecordWriter:
    """Workers that some other one may wait for; each of the last two writes before it ends."""
    draw = random.Random(seed)  # noqa: S311 - not for secrets
    writer = RecordWriter()
    writer.pipe(PARENT)
    for worker in WORKERS:
        writer.make(PARENT, worker)
    writers = list(WORKERS[-2:])
    running, bytes_there = list(WORKERS), 0
    ended: list[int] = []
    while running or ended:
        if running and draw.random() < 0.5:
            worker = running.pop(draw.randrange(len(running)))
            if worker in writers:
                writer.write(worker, 1)
                bytes_there += 1
            writer.exit(worker)
            ended.append(worker)
        elif bytes_there and draw.random() < 0.5:
            writer.read(PARENT, 1, count=1)
            bytes_there -= 1
        elif ended:
            writer.reap(PARENT, ended.pop(draw.randrange(len(ended))))
    return writer


def by_definition(order: HappensBefore, end: int, process: int) -> int | None:
    points = (
        point
        for chain in order.graph.chains
        if chain.owner == process
        for point in chain.targets
        if order.what(point).event == "leave" and order.reaches(end, point, choices=True)
    )
    return min(points, default=None)


@pytest.mark.parametrize("seed", range(40))
def test_the_first_of_each(seed: int) -> None:
    """Followed once for all, they are those that a search for each of them finds."""
    account = Account.of(written(seed).records)
    lives = [*account.lifetimes.all.values()]
    parent = lives[0].process.number
    ends = [point for each in lives[1:] for point in each.process.ended or ()]
    found = first_returns(account.order, {parent: ends})
    assert len(found) == len(WORKERS)
    assert found == {end: by_definition(account.order, end, parent) for end in ends}


def test_an_end_that_is_before_nothing() -> None:
    """Of a worker that nobody waits for no return is known, nor of one that nobody is to join."""
    writer = RecordWriter()
    writer.make(PARENT, WORKERS[0])
    writer.exit(WORKERS[0])
    writer.say(PARENT, "it does not wait")
    account = Account.of(writer.records)
    parent, worker = (each.process for each in account.lifetimes.all.values())
    assert first_returns(account.order, {parent.number: worker.ended or ()}) == {}
    assert first_returns(account.order, {}) == {}
