"""Reads claims: what the tables of a front matter say, each with the key at which it stands."""

import errno
import re
import signal
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

from joinscope.catalog.claims import (
    OUTCOMES,
    Before,
    Calls,
    Claim,
    Concurrent,
    Difference,
    Ends,
    ExitStatus,
    Forced,
    Joining,
    Joins,
    Only,
    OrderUnknown,
    Possible,
    Printed,
    Prints,
    Scope,
    Signals,
    Single,
    StateAt,
    Workers,
)
from joinscope.catalog.scope_words import WORDS, is_scope_word
from joinscope.catalog.tables import (
    CallsTable,
    ClaimsTable,
    EndingTable,
    ForcedTable,
    FrontMatter,
    JoinByTable,
    PossibleTable,
    SignalsTable,
    StateTable,
    UnknownTable,
    WorkersTable,
)
from joinscope.catalog.toml_places import Path
from joinscope.errors import did_you_mean
from joinscope.vocabulary import Ending, Event, Relation, StartMethod

# Classes of calls in recordings, and names, that a claim may count.
CALL_WORDS = (
    *("create", "exec", "wait", "poll", "read", "write", "kill", "sleep", "signal_wait", "pidfd"),
    *("wait4", "waitid", "clone", "clone3", "vfork", "fork", "execve", "ppoll", "select"),
    *("pselect6", "epoll_wait", "tgkill", "pidfd_send_signal", "recvmsg", "sendmsg"),
)
EVENT = 'an event is a line, { exit = "parent" } or { exit = "worker 1" }'
BY = re.compile(r"parent|server|worker|worker ([1-9]\d*)")


class KeyMistakeError(ValueError):
    """What is wrong with a key, or with an item of a list: `path` leads to it."""

    def __init__(self, path: Path, sentence: str) -> None:
        super().__init__(sentence)
        self.path = path


@dataclass(frozen=True, slots=True)
class Placed:
    """A claim, and the key or the item that makes it."""

    claim: Claim
    path: Path


def placed_claims(front: FrontMatter) -> Iterator[Placed]:
    """All claims; KeyMistakeError for what is no claim."""
    claimed, lines = front.claims, front.lines
    yield Placed(Ends(), ("claims",))
    printed = tuple(_printed(claimed, lines))
    scopes = {each.line: each.scope for each in printed if each.line not in lines and each.scope}
    yield Placed(Prints(lines, printed), ("lines",))
    yield Placed(ExitStatus(claimed.exit_status), ("claims", "exit_status"))
    # A claim may also be about a line that not every side prints.
    named = (*lines, *(each.line for each in claimed.printed))
    at: Path
    for number, chain in enumerate(claimed.before, 1):
        at = ("claims", "before", number)
        links = _events(chain, named, at)
        for first, second in pairwise(links):
            yield Placed(_where_printed(Before(first, second), scopes), at)
    for number, pair in enumerate(claimed.concurrent, 1):
        at = ("claims", "concurrent", number)
        yield Placed(_where_printed(Concurrent(*_pair(pair, named, at)), scopes), at)
    for number, each in enumerate(front.differences, 1):
        at = ("differences", number)
        if each.python == each.c:
            raise KeyMistakeError(
                (*at, "c"), f"a difference must differ: it is {each.c} in both languages"
            )
        python, c = Relation(each.python), Relation(each.c)
        events = _pair(each.events, named, (*at, "events"))
        yield Placed(Difference(*events, python, c, each.reason, each.through), at)
    joins = ((key, getattr(claimed.join, key)) for key in JoinByTable.__struct_fields__)
    by = tuple((key, Joining(join.served, join.reaped_by)) for key, join in joins if join)
    if by:
        yield Placed(Joins(by), ("claims", "join"))
    for key in ("unknown", "workers", "calls", "signals", "states"):
        for number, table in enumerate(getattr(claimed, key), 1):
            at = ("claims", key, number)
            claim = _single(table, named, at)
            scope = _scope(table, at)
            yield Placed(Only(claim, scope) if scope else claim, at)
    for number, race in enumerate(claimed.possible, 1):
        at = ("claims", "possible", number)
        yield Placed(_possible(race, lines, at), at)


def _where_printed(
    claim: Before | Concurrent, scopes: Mapping[str, Scope]
) -> Before | Concurrent | Only:
    """A claim about a line that some sides alone print is about these."""
    names = [each.name for each in (claim.first, claim.second) if each.kind == "line"]
    scope = next((scopes[name] for name in names if name in scopes), None)
    return Only(claim, scope) if scope else claim


Table = UnknownTable | WorkersTable | CallsTable | SignalsTable | StateTable


def _single(table: Table, lines: tuple[str, ...], at: Path) -> Single:
    match table:
        case UnknownTable(events=events, why=why, reason=reason):
            if not reason:
                raise KeyMistakeError(at, "an order that is unknown needs a reason")
            return OrderUnknown(*_pair(events, lines, (*at, "events")), why, reason)
        case WorkersTable(end=end):
            return Workers(tuple(_ending(each, (*at, "end")) for each in end))
        case CallsTable(by=by, call=call, outcome=outcome, about=about):
            outcomes = (*OUTCOMES, *errno.errorcode.values())
            return Calls(
                _process(by, (*at, "by")),
                _one_of(call, CALL_WORDS, "a call", (*at, "call")),
                _one_of(outcome, outcomes, "an outcome", (*at, "outcome"), shown=OUTCOMES),
                *_count(table, at),
                about,
            )
        case SignalsTable(to=to, signal=name):
            return Signals(
                _process(to, (*at, "to")), _signal(name, (*at, "signal")), *_count(table, at)
            )
        case StateTable(worker=worker, state=state, at=event):
            return StateAt(worker, state, _event(event, lines, (*at, "at")))


def _possible(table: PossibleTable, lines: tuple[str, ...], at: Path) -> Possible:
    if table.instead_of not in lines:
        near = did_you_mean(table.instead_of, lines)
        raise KeyMistakeError(
            (*at, "instead_of"), f"{table.instead_of!r} is not one of lines{near}"
        )
    for key, text in (("reason", table.reason), ("source", table.source)):
        if not text:
            raise KeyMistakeError(at, f"what is possible needs a {key}")
    methods: tuple[StartMethod, ...] = ("fork", "spawn", "forkserver")
    named = ((method, getattr(table, method)) for method in methods)
    by = tuple((method, _forced(each, (*at, method))) for method, each in named if each)
    if not by:
        raise KeyMistakeError(at, "what is possible needs a start method: fork, spawn, forkserver")
    words = scope_words(table.only, (*at, "only"))
    return Possible(table.instead_of, by, Scope(words, table.reason, table.source))


def _forced(table: ForcedTable, at: Path) -> Forced:
    if (table.prints is None) is not table.hangs:
        raise KeyMistakeError(at, "a run that is forced either prints another line or hangs")
    return Forced(table.prints, table.holds, table.otherwise)


def _printed(claimed: ClaimsTable, lines: tuple[str, ...]) -> Iterator[Printed]:
    for number, each in enumerate(claimed.printed, 1):
        at = ("claims", "printed", number)
        scope = _scope(each, at)
        if scope is None and each.times == 1:
            raise KeyMistakeError(at, "a line that is printed once on every side stands in lines")
        if each.line in lines and each.times == 1:
            raise KeyMistakeError(
                (*at, "line"), f"{each.line!r} stands in lines: it is printed once on every side"
            )
        yield Printed(each.line, each.times, scope)


def _scope(table: object, at: Path) -> Scope | None:
    words, reason, source = (getattr(table, key) for key in ("only", "reason", "source"))
    if not words:
        return None
    for key, text in (("reason", reason), ("source", source)):
        if not text:
            raise KeyMistakeError(at, f"a claim about some sides only needs a {key}")
    return Scope(scope_words(words, (*at, "only")), reason, source)


def scope_words(words: tuple[str, ...], at: Path) -> tuple[str, ...]:
    """The words, if each of them names sides."""
    for word in words:
        if not is_scope_word(word):
            raise KeyMistakeError(at, f"{word!r} names no sides{did_you_mean(word, WORDS)}")
    return words


def _count(table: CallsTable | SignalsTable, at: Path) -> tuple[int, bool]:
    match table.times, table.at_least:
        case int(times), None:
            return times, False
        case None, int(times):
            return times, True
        case _:
            raise KeyMistakeError(at, "how often: give either times or at_least")


def _process(word: str, at: Path) -> str:
    found = BY.fullmatch(word)
    if found is None:
        known = ("parent", "server", "worker", "worker 1", "worker 2")
        raise KeyMistakeError(at, f"{word!r} is no process{did_you_mean(word, known)}")
    return found[1] or word


def _ending(table: EndingTable, at: Path) -> Ending:
    match table.exit, table.signal:
        case int(code), None:
            return Ending(code)
        case None, str(name):
            return Ending(signal=signal.Signals[_signal(name, at)].value)
        case _:
            raise KeyMistakeError(at, "a worker ends either by exit or by a signal")


def _signal(name: str, at: Path) -> str:
    return _one_of(name, tuple(signal.Signals.__members__), "a signal", at, shown=("SIGCHLD",))


def _one_of(
    word: str, known: Iterable[str], what: str, at: Path, *, shown: Iterable[str] = ()
) -> str:
    known = tuple(known)
    if word in known:
        return word
    near = did_you_mean(word, known)
    if "did you mean" not in near and shown:
        near = f"; such as: {', '.join(shown)}"
    raise KeyMistakeError(at, f"{word!r} is not {what}{near}")


def _pair(pair: tuple[object, ...], lines: tuple[str, ...], at: Path) -> tuple[Event, Event]:
    if len(pair) > 2:
        raise KeyMistakeError(at, f"a claim names two different events here, not {list(pair)!r}")
    return cast("tuple[Event, Event]", tuple(_events(pair, lines, at)))


def _events(chain: tuple[object, ...], lines: tuple[str, ...], at: Path) -> list[Event]:
    events = [_event(each, lines, at) for each in chain]
    if len(events) < 2 or len(set(events)) < len(events):
        raise KeyMistakeError(at, f"a claim names two different events, not {list(chain)!r}")
    return events


def _event(value: object, lines: tuple[str, ...], at: Path) -> Event:
    match value:
        case str() if value in lines:
            return Event("line", value)
        case str():
            near = did_you_mean(value, lines)
            raise KeyMistakeError(at, f"a claim names {value!r}, which is not one of lines{near}")
        case {"exit": "parent", **others} if not others:
            return Event("exit", "parent")
        case {"exit": str(who), **others} if not others and (number := _worker(who)):
            return Event("exit", number)
        case _:
            raise KeyMistakeError(at, f"{EVENT}, not {value!r}")


def _worker(word: str) -> str | None:
    """The number of a worker, of which one is the first if it is the only one."""
    found = BY.fullmatch(word)
    if found is None:
        return None
    return found[1] or ("1" if word == "worker" else None)
