"""The mechanism of a join, in C as in Python, start method by start method."""

import multiprocessing

from command import traced
from joinscope.happens_before.relation import proof
from joinscope.joins.account import Account
from joinscope.joins.facts import path_facts
from joinscope.programs import makers
from joinscope.programs.program import Program
from joinscope.recording.runner import record
from joinscope.render.wording.paths import path_text
from joinscope.vocabulary import Event, RoleKind

METHODS = multiprocessing.get_all_start_methods()
LINES = Event("line", "Worker completed"), Event("line", "Parent process completed")

pytestmark = traced
Mechanism = tuple[tuple[str, ...], bool, RoleKind, str]
WAIT: Mechanism = (
    ("wait",),
    True,
    RoleKind.PARENT,
    "worker write -> exit -> wait4 returns -> parent write",
)
SERVER: Mechanism = (
    ("poll", "read"),
    True,
    RoleKind.FORK_SERVER,
    "worker write -> exit -> poll returns (axiom: the server reaped it) -> parent write",
)


def mechanism(account: Account) -> Mechanism | None:
    """What told of the end, whether the parent had blocked in it, who reaped, by which path.

    None if nothing told of it.
    """
    (join,) = account.joins
    if join.told is None or join.reaped_by is None:
        return None
    steps = proof(account.order, *LINES) or []
    path = path_text(path_facts(account.order, steps, account.roles), several=False)
    return join.classes, join.told.blocked, join.reaped_by.kind, path


def recorded(program: str) -> dict[Program, Account]:
    """Every side of a comparison, traced, all at the same time."""
    sides = makers.of_catalog(program, METHODS)
    accounts = [Account() for _ in sides]
    commands = [each.command() for each in sides]
    through = ["terminal"] * len(sides)
    record(commands, through=through, deadline=60, evidence="syscalls", consumers=accounts)
    return dict(zip(sides, accounts, strict=True))


def test_c_joins_as_python_does() -> None:
    """The same calls, the same reaper and the same path in both languages, by each method."""
    found = {each: mechanism(account) for each, account in recorded("worker_and_join").items()}
    expected = {each: SERVER if each.start_method == "forkserver" else WAIT for each in found}
    assert found == expected
    for method in METHODS:
        assert {"python", "c"} == {each.language for each in found if each.start_method == method}


def test_without_a_join_c_is_not_told() -> None:
    """The check can fail: the same programs without the join have no mechanism in C."""
    accounts = recorded("without_join").items()
    in_c = {str(each): mechanism(account) for each, account in accounts if each.language == "c"}
    assert set(in_c.values()) == {None}
