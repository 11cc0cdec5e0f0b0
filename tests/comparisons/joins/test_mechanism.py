"""The mechanism of a join, in C as in Python, start method by start method."""

import multiprocessing

from command import traced
from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.relation import proof
from joinscope.joins.joining import reapers, served, workers
from joinscope.programs import program as sides_of
from joinscope.programs.program import Side
from joinscope.recording.runner import record
from joinscope.render.wording.paths import tell
from joinscope.vocabulary import Event

METHODS = multiprocessing.get_all_start_methods()
LINES = Event("line", "Worker completed"), Event("line", "Parent process completed")

pytestmark = traced
Mechanism = tuple[tuple[str, ...], bool, str, str]
WAIT: Mechanism = (
    ("wait",),
    True,
    "parent",
    "worker write -> exit -> wait4 returns -> parent write",
)
SERVER: Mechanism = (
    ("poll", "read"),
    True,
    "server",
    "worker write -> exit -> server wait4 returns -> server write -> read returns -> parent write",
)


def mechanism(history: HappensBefore) -> Mechanism | None:
    """What served the join, whether the parent had blocked in it, who reaped, by which path.

    None if nothing served it.
    """
    (worker,) = workers(history)
    found = served(history, worker)
    root = history.state.root
    if found is None or root is None:
        return None
    reaper = "parent" if reapers(history)[worker.pid] == root.pid else "server"
    path = tell(history, proof(history, *LINES) or [])
    return found.classes, found.blocked, reaper, path


def recorded(program: str) -> dict[Side, HappensBefore]:
    """Every side of a comparison, traced, all at the same time."""
    sides = sides_of.of_catalog(program, METHODS)
    histories = [HappensBefore() for _ in sides]
    commands = [each.command for each in sides]
    through = ["terminal"] * len(sides)
    record(commands, through=through, deadline=60, evidence="syscalls", followers=histories)
    return dict(zip(sides, histories, strict=True))


def test_c_joins_as_python_does() -> None:
    """The same calls, the same reaper and the same path in both languages, by each method."""
    found = {each: mechanism(history) for each, history in recorded("worker_and_join").items()}
    expected = {each: SERVER if each.start_method == "forkserver" else WAIT for each in found}
    assert found == expected
    for method in METHODS:
        assert {"python", "c"} == {each.language for each in found if each.start_method == method}


def test_without_a_join_c_is_not_told() -> None:
    """The check can fail: the same programs without the join have no mechanism in C."""
    histories = recorded("without_join").items()
    in_c = {str(each): mechanism(history) for each, history in histories if each.language == "c"}
    assert set(in_c.values()) == {None}
