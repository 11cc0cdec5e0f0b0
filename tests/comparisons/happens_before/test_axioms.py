"""Axioms: what the order takes from the code of CPython, and that it has that code."""

import ast
import inspect
import textwrap
from importlib import import_module

import pytest
from joinscope.happens_before.axioms import AXIOMS, START, Axiom, quoted
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Kind
from joinscope.recording.records import PollArguments, PollResults, Ready
from joinscope.schedule import Hold, Point, flat, schedule
from record_writer import BEFORE, CONCURRENT, OTHER, PARENT, WORKER, RecordWriter
from traced_program import python

SERVER, LATER, STATUS = 110, 120, ("pipe:[31]", "pipe:[32]")
WAKES = ("pipe:[41]", "pipe:[42]")
FORK_SERVER = "0.2"  # what a parent makes second: before it comes the resource tracker


@pytest.fixture
def served(writer: RecordWriter) -> RecordWriter:
    """A fork server with two workers, which it has told their PIDs, each through its pipe."""
    for name in STATUS:
        writer.pipe(PARENT, name)
    writer.make(PARENT, SERVER)
    writer.executes(SERVER)
    program = "from multiprocessing.forkserver import main; main(5, 6, [])"
    writer.executed(SERVER, arguments=("python3", "-c", program))
    writer.table(SERVER, {3: STATUS[0], 4: STATUS[1]})
    for worker, name in zip((WORKER, OTHER), STATUS, strict=True):
        writer.make(SERVER, worker)
        writer.write(SERVER, 8, name)
        writer.read(PARENT, 8, name, count=8)
    return writer


def reaped(writer: RecordWriter, worker: int, name: str) -> None:
    """The server reaps a worker, as any, and writes its status, which the parent reads."""
    writer.exit(worker)
    writer.reap_any(SERVER, worker, options=["WNOHANG"])
    writer.write(SERVER, 8, name)
    writer.read(PARENT, 8, name, count=8)


def test_fork_server(served: RecordWriter) -> None:
    """What a worker has printed is before its status is read, whichever was reaped first."""
    served.say(WORKER, "first")
    reaped(served, WORKER, STATUS[0])
    served.say(PARENT, "second")
    assert (served.relation(), served.kinds()) == (BEFORE, {Kind.FORK_SERVER})


def test_fork_server_of_another(served: RecordWriter) -> None:
    """The status of one worker proves nothing of the other, which could have been reaped first."""
    served.say(OTHER, "first")
    served.exit(OTHER)
    reaped(served, WORKER, STATUS[0])
    served.say(PARENT, "second")
    assert served.relation() is CONCURRENT


def test_fork_server_of_a_later_one(served: RecordWriter) -> None:
    """Nor of one that was not there yet when the server reaped: nothing orders the two."""
    served.exit(WORKER)
    served.reap_any(SERVER, WORKER, options=["WNOHANG"])
    served.make(SERVER, LATER)
    served.write(SERVER, 8, "pipe:[33]")
    served.say(LATER, "first")
    served.exit(LATER)
    served.write(SERVER, 8, STATUS[0])
    served.read(PARENT, 8, STATUS[0], count=8)
    served.say(PARENT, "second")
    assert served.relation() is CONCURRENT


def test_statuses_in_an_order_of_their_own(served: RecordWriter) -> None:
    """That the server has written the status of one worker before another's orders nothing."""
    served.say(OTHER, "first")
    served.exit(OTHER)
    served.reap_any(SERVER, OTHER, options=["WNOHANG"])
    served.write(SERVER, 8, STATUS[1])
    reaped(served, WORKER, STATUS[0])
    served.say(PARENT, "second")
    assert served.relation() is CONCURRENT


def test_the_next_worker(served: RecordWriter) -> None:
    """A worker is forked alike, whether the server has reaped another one before."""
    served.say(WORKER, "first")
    served.exit(WORKER)
    served.signal(SERVER, "SIGCHLD", 17, WORKER, action="handle")
    served.reap_any(SERVER, WORKER, options=["WNOHANG"])
    served.make(SERVER, LATER)
    served.say(LATER, "second")
    assert served.relation() is CONCURRENT


@pytest.mark.parametrize(
    ("arguments", "rivals"),
    [((), set()), (("python3", "-c", "import something"), {Choice.WHICH_READY})],
)
def test_a_loop_that_wakes_itself(
    served: RecordWriter, arguments: tuple[str, ...], rivals: set[Choice]
) -> None:
    """That a server's handler could have woken its loop first is no choice that matters."""
    if arguments:
        served.executes(SERVER)
        served.executed(SERVER, arguments=arguments)
    for name in WAKES:
        served.pipe(PARENT, name)
    served.table(SERVER, {5: WAKES[0], 6: WAKES[1]})
    served.write(PARENT, 1, WAKES[0])
    ready = PollResults((Ready(5, WAKES[0], ("POLLIN",)),))
    served.call(SERVER, "epoll_wait", PollArguments(-1, watched=2, fds=(5, 6)), 1, ready)
    served.signal(SERVER, "SIGCHLD", 17, WORKER, action="handle")
    served.write(SERVER, 1, WAKES[1])
    assert {each.choice for each in served.order().state.candidates if each.written} == rivals


def test_no_fork_server(served: RecordWriter) -> None:
    """Another program that does the same has no axiom: there it is a choice."""
    served.executes(SERVER)
    served.executed(SERVER, arguments=("python3", "-c", "import something"))
    served.say(WORKER, "first")
    reaped(served, WORKER, STATUS[0])
    served.say(PARENT, "second")
    assert served.doubt() == (BEFORE, Choice.WHICH_CHILD)


def test_real_fork_server() -> None:
    """A parent that has joined one worker is after that one, and after another by luck alone.

    The first is held until the second is there: start() takes a look at the workers that there are.
    """
    first, second = (Point("birth", f"{FORK_SERVER}.{number}") for number in (1, 2))
    rules = flat(schedule((Hold(first, second),)))
    found = python(
        """
import multiprocessing
if __name__ == "__main__":
    context = multiprocessing.get_context("forkserver")
    said = (b"first\\n", b"other\\n")
    one, other = (context.Process(target=os.write, args=(1, each)) for each in said)
    one.start(); other.start(); one.join(); say("second"); other.join()
""",
        holds=rules,
    )
    assert found.relation() is BEFORE
    assert Kind.FORK_SERVER in found.kinds()
    assert found.relation("other", "second") is CONCURRENT
    assert found.relation("first", "other") is CONCURRENT


@pytest.mark.parametrize("axiom", [*AXIOMS.values(), START], ids=lambda axiom: axiom.function)
def test_the_running_python_has_it(axiom: Axiom) -> None:
    """Its lines are in the code of this Python, in this order, with their numbers."""
    source = inspect.getsource(import_module(axiom.module)).splitlines()
    assert [source[number - 1].strip() for number, _ in quoted(axiom)] == list(axiom.lines)


def test_the_fork_server_writes_a_status_nowhere_else() -> None:
    """Of main's writes of a number, those of a status are in the one loop that reaps."""
    from multiprocessing import forkserver  # noqa: PLC0415 - nobody else here needs it

    tree = ast.parse(textwrap.dedent(inspect.getsource(forkserver.main)))
    written = [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "write_signed"
    ]
    assert sorted(written) == ["write_signed(child_w, pid)", "write_signed(child_w, returncode)"]


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("def main():\n    first()\n", "each line once"),
        ("def main():\n    second()\n    first()\n", "another order"),
        ("def main():\n    first()\n    second()\n    second()\n", "each line once"),
    ],
)
def test_another_code_has_it_not(code: str, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a line is missing, double or in another place, nothing is quoted."""
    lines = code.splitlines(keepends=True)
    monkeypatch.setattr(inspect, "getsourcelines", lambda _: (lines, 1))
    axiom = Axiom("multiprocessing.forkserver", "main", ("first()", "second()"))
    with pytest.raises(ValueError, match=why):
        quoted(axiom)
