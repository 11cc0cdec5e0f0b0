"""Waits that could have told of a worker's end, and what they did instead."""

from collections.abc import Iterator

from joinscope.explanation.call_chain import Symbolizer, chain, own_place
from joinscope.explanation.calls import call_facts
from joinscope.explanation.model import Attempt
from joinscope.explanation.story_calls import last_piece
from joinscope.explanation.wait_calls import wait_of
from joinscope.joins.account import Account
from joinscope.joins.facts import Actor
from joinscope.joins.joins import Join
from joinscope.joins.system_call import SystemCall
from joinscope.recording.records import WaitArguments, WaitResults


def _vain_waits(account: Account, join: Join) -> Iterator[SystemCall]:
    """The waits of who is to join a worker, since its beginning, that may have meant it."""
    lives = account.lifetimes.all
    life = lives[join.worker.process]
    others = {each.process.pid for each in lives.values() if each is not life}
    if join.worker.asked_by is None:
        return
    for call in lives[join.worker.asked_by].calls:
        if not isinstance(call.arguments, WaitArguments) or call.arguments.child in others:
            continue
        if (call.end or life.start) >= life.start:
            yield call


def attempt(account: Account, symbolizer: Symbolizer, join: Join) -> Attempt | None:
    """The last of them, for a worker of whose end no wait told."""
    if join.told is not None or join.worker.asked_by is None:
        return None
    waits, life = list(_vain_waits(account, join)), account.lifetimes.all[join.worker.asked_by]
    if not waits or ((life.status or 0) < 0 and not life.killed):
        return None  # a signal of its own ended who waited: no wait is to blame
    return _attempt(account, symbolizer, join.worker.asked_by, waits[-1])


def _attempt(
    account: Account, symbolizer: Symbolizer, process: int, call: SystemCall
) -> Attempt | None:
    frames = call.frames()
    wait = wait_of(symbolizer, frames)
    place = wait.place if wait else own_place(chain(symbolizer, call, 0))
    by, method = Actor.of(account.roles[process]), wait.method if wait else call.name
    pid = call.arguments.child if isinstance(call.arguments, WaitArguments) else None
    done = last_piece(call)
    match call_facts(done).error, done.results:
        case "ECHILD", _:
            return Attempt(by, method, place, "no_child", pid=pid)
        case "EINTR", _:
            return Attempt(by, method, place, "interrupted")
        case None, WaitResults(child=int(child), reaped=True):
            return Attempt(by, method, place, "another", worker=_worker(account, child, call))
        case None, _ if done.result == 0:
            return Attempt(by, method, place, "not_yet")
    return None


def _worker(account: Account, pid: int, call: SystemCall) -> int | None:
    """The number of the worker that had a PID when a call took its status."""
    lives = [
        life
        for life in account.lifetimes.all.values()
        if life.process.pid == pid and life.start <= call.start
    ]
    return account.roles[lives[-1].process.number].number if lives else None
