"""Where the events lie that claims speak of: lines, and by their roles exits."""

from joinscope.happens_before.relation import EventInterval, find
from joinscope.joins.account import Account
from joinscope.joins.joins import Join
from joinscope.vocabulary import Event


def place_of_event(account: Account, event: Event) -> EventInterval | None:
    """Where an event happened; None if it did not, or not exactly once."""
    if event.worker is None:
        return find(account.order, event)
    join = join_of(account, event.worker)
    if join is None:
        return None
    return exit_of(account, join.worker.process)


def join_of(account: Account, number: int) -> Join | None:
    """How the worker of this number was joined; None if there are fewer."""
    return account.joins[number - 1] if 0 < number <= len(account.joins) else None


def exit_of(account: Account, process: int) -> EventInterval | None:
    """Where a process ended, by its number in the order; None if it did not end by itself."""
    life = account.lifetimes.all[process]
    points = tuple(life.process.ended or ())
    if life.killed or not life.process.gone or not points:
        return None
    return EventInterval(points, points, exit=True)


def reap_of(join: Join) -> EventInterval | None:
    """Where a worker was reaped: where the call that took its status returned; None if none did.

    A wait that blocks begins before the worker ends: what comes before its return comes before its
    beginning, or before the worker's end.
    """
    return None if join.reaped is None else EventInterval((join.reaped,), (join.reaped,))
