"""The steps of the two languages are the same by their keys, and so is what is said of the join."""

import pytest
from joinscope.programs import makers
from joinscope.vocabulary import Ending, RoleKind
from run_explained import METHODS, PROGRAMS, Explained, explain, program


def in_c(method: str) -> Explained:
    file = PROGRAMS / "join_on_process.c"
    (in_c,) = makers.c_sides(file, [method], instrumented=True)
    return explain(in_c)


@pytest.mark.parametrize("method", METHODS)
def test_steps(method: str) -> None:
    """Create, run, print, end, wait, reap and exit: each step has its counterpart."""
    python, c = explain(program("join.py", method=method)), in_c(method)
    shown = [[step for step in each.story.steps if not step.minor] for each in (python, c)]
    # Whether the interpreter gets a lock of its own at once is chance on a busy machine.
    keys = [{step.key for step in each if step.kind != "lock"} for each in shown]
    assert keys[0] == keys[1]
    asked = {"ask 1"} if method == "forkserver" else set()
    life = {"create 1", "run 1", "end 1", "wait 1", "reap 1", "exit"}
    assert keys[0] == life | asked | {"print worker", "print parent"}
    for explained in (python, c):
        (join,) = explained.joins
        assert join.place is not None
        assert join.place.text in ("p.join()", "process_join(&p, PROCESS_FOREVER);")
        assert (join.method, join.ending) == ("join", Ending(0))
        reaper = RoleKind.FORK_SERVER if method == "forkserver" else RoleKind.PARENT
        assert join.reaped_by is not None
        assert join.reaped_by.role is reaper
        assert explained.story.start_method == method


@pytest.mark.parametrize("in_python", [True, False])
@pytest.mark.parametrize("method", METHODS)
def test_the_way_of_the_end(method: str, *, in_python: bool) -> None:
    """Whoever reaps the worker comes after its end; under a fork server that one writes of it."""
    explained = explain(program("join.py", method=method)) if in_python else in_c(method)
    lanes = {lane.number: lane.role for lane in explained.story.lanes}
    found = [
        (each.kind, lanes[each.source[0]], lanes[each.target[0]])
        for each in explained.story.arrows
        if each.kind != "create"
    ]
    if method == "forkserver":
        assert found == [
            ("reap", RoleKind.WORKER, RoleKind.FORK_SERVER),
            ("data", RoleKind.FORK_SERVER, RoleKind.PARENT),
        ]
    else:
        assert found == [("reap", RoleKind.WORKER, RoleKind.PARENT)]


def test_the_way_of_an_end_in_the_background() -> None:
    """A shell reaps what runs in its background beside what else it does."""
    words = ["sh", "-c", "sleep 0.01 & sleep 0.1; wait"]
    arrows = explain(makers.command(words)).story.arrows
    ends = [(each.edge, each.source[0], each.target[0]) for each in arrows if each.kind == "reap"]
    assert ends == [("reap", 1, 0), ("reap", 2, 0)]


@pytest.mark.parametrize("method", METHODS)
def test_the_chain(method: str) -> None:
    """From the program's line to the system call, level by level."""
    explained = explain(program("join.py", method=method))
    names = [level.name for level in explained.joins[0].chain]
    head = ["<module>", "BaseProcess.join", "Popen.wait", "Popen.poll"]
    assert names[:4] == head
    inner = ("poll.poll", "poll", "ppoll") if method == "forkserver" else ("posix.waitpid", "wait4")
    assert names[-2] == inner[0]
    assert names[-1] in inner[1:]
    begins = [step for step in explained.story.steps if step.kind == "run"]
    assert [step.function for step in begins] == ["work"]


@pytest.mark.parametrize("method", METHODS)
def test_nested(method: str) -> None:
    """A worker that joins a worker of its own is its parent, also where a fork server made it."""
    explained = explain(program("nested.py", method=method))
    outer, inner = explained.joins
    assert outer.place is not None
    assert inner.place is not None
    assert (outer.place.function, inner.place.function) == ("<module>", "outer")
    assert explained.story.start_method == method


@pytest.mark.parametrize("method", METHODS)
def test_a_start_method_of_its_own(method: str) -> None:
    """What a program starts its workers with is found in the run."""
    assert explain(program("chooses.py", method)).story.start_method == method


def test_no_start_method() -> None:
    """Other programs are started by none."""
    assert explain(program("command.py")).story.start_method == ""
