"""What a handler does beside its thread is in no order with what that does, but by luck."""

import pytest
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.linear_extensions import proved_answers
from joinscope.recording.records import Action, SignalReturnArguments
from record_writer import BEFORE, OTHER, PARENT, UNKNOWN, WORKER, RecordWriter

LUCK = BEFORE, Choice.INTERRUPTED
USER = 10
LATER = 104


@pytest.fixture
def killed(two: RecordWriter) -> RecordWriter:
    two.say(WORKER, "early")
    two.kills(PARENT, WORKER, USER)
    two.leave(PARENT, "kill")
    return two


def delivers(killed: RecordWriter, number: int = USER, sender: int = PARENT) -> None:
    killed.signal(WORKER, f"SIG{number}", number, sender, action="handle")


def returns(killed: RecordWriter) -> None:
    killed.enter(WORKER, "rt_sigreturn", SignalReturnArguments())


def test_a_handler_that_comes_by_luck(killed: RecordWriter) -> None:
    """Its lines are in no order with those of its thread; these are, with each other."""
    delivers(killed)
    killed.say(WORKER, "in it")
    returns(killed)
    killed.say(WORKER, "late")
    assert killed.doubt("early", "in it") == LUCK
    assert killed.doubt("in it", "late") == LUCK
    assert killed.relation("early", "late") is BEFORE


def test_a_handler_is_after_what_has_sent_its_signal(two: RecordWriter) -> None:
    """Wherever that found its thread; what the thread does beside, by luck."""
    two.say(PARENT, "first")
    two.kills(PARENT, WORKER, USER)
    two.leave(PARENT, "kill")
    delivers(two)
    two.say(WORKER, "in it")
    returns(two)
    two.say(WORKER, "late")
    assert two.relation("first", "in it") is BEFORE
    assert two.doubt("first", "late") == LUCK


def test_a_handler_is_after_the_end_of_its_child(two: RecordWriter) -> None:
    """The same of SIGCHLD."""
    two.say(WORKER, "first")
    two.exit(WORKER)
    two.signal(PARENT, "SIGCHLD", 17, WORKER, action="handle")
    two.say(PARENT, "in it")
    two.enter(PARENT, "rt_sigreturn", SignalReturnArguments())
    assert two.relation("first", "in it") is BEFORE


def test_a_handler_before_another_child_is_made(two: RecordWriter) -> None:
    """In another run it is made before, and ends before: then the handler runs for that one."""
    test_a_handler_is_after_the_end_of_its_child(two)
    two.make(PARENT, OTHER)
    assert two.doubt("first", "in it") == (BEFORE, Choice.WHICH_CHILD)


def test_a_handler_before_another_child_is_made_after_a_wait(two: RecordWriter) -> None:
    """Who has waited for the one child has got its signal before that returned."""
    test_a_handler_is_after_the_end_of_its_child(two)
    two.reap(PARENT)
    two.make(PARENT, OTHER)
    assert two.relation("first", "in it") is BEFORE


def test_a_handler_that_does_not_return(two: RecordWriter) -> None:
    """It may have left by a jump, and what comes then its thread would have done anyway."""
    two.say(PARENT, "first")
    two.kills(PARENT, WORKER, USER)
    two.leave(PARENT, "kill")
    delivers(two)
    two.say(WORKER, "in it")
    assert two.doubt("first", "in it") == LUCK


def test_a_handler_of_either_of_two(killed: RecordWriter) -> None:
    """Of several who could have sent its signal none is proved to."""
    delivers(killed)
    killed.say(WORKER, "in it")
    killed.make(PARENT, 102)
    killed.say(102, "other")
    killed.kills(102, WORKER, USER)
    killed.leave(102, "kill")
    returns(killed)
    assert killed.relation("other", "in it") is not BEFORE


def test_a_handler_is_before_the_end(killed: RecordWriter) -> None:
    """All that a process has done is before it is reaped, wherever it did so."""
    delivers(killed)
    killed.say(WORKER, "in it")
    returns(killed)
    delivers(killed)
    killed.say(WORKER, "in the next")
    killed.exit(WORKER)
    killed.reap(PARENT)
    killed.say(PARENT, "last")
    assert killed.doubt("in it", "in the next") == LUCK
    for text in ("early", "in it", "in the next"):
        assert killed.relation(text, "last") is BEFORE


def test_handlers_in_a_handler(killed: RecordWriter) -> None:
    """Each of them returns to where it came from."""
    delivers(killed)
    killed.say(WORKER, "outer")
    delivers(killed, 12)
    killed.say(WORKER, "inner")
    returns(killed)
    killed.say(WORKER, "outer again")
    returns(killed)
    killed.say(WORKER, "late")
    assert killed.relation("outer", "outer again") is BEFORE
    assert killed.relation("early", "late") is BEFORE
    assert killed.doubt("outer", "inner") == LUCK
    assert killed.doubt("inner", "outer again") == LUCK
    assert killed.relation("inner", "late") is UNKNOWN


def test_a_handler_that_was_waited_for(two: RecordWriter) -> None:
    """It runs in its place: whoever waits for the signal alone goes on behind it."""
    two.suspends(WORKER, USER)
    two.say(PARENT, "first")
    two.kills(PARENT, WORKER, USER)
    two.suspended(WORKER)
    delivers(two)
    two.say(WORKER, "in it")
    returns(two)
    two.say(WORKER, "late")
    assert two.relation("first", "in it") is BEFORE
    assert two.relation("in it", "late") is BEFORE


def test_a_handler_that_was_waited_for_in_a_loop(two: RecordWriter) -> None:
    """Had the signal come before the wait, the handler had run there, and nobody had waited."""
    two.say(WORKER, "early")
    two.suspends(WORKER, USER)
    two.kills(PARENT, WORKER, USER)
    two.suspended(WORKER)
    delivers(two)
    two.say(WORKER, "in it")
    returns(two)
    two.say(WORKER, "late")
    assert two.doubt("early", "in it") == LUCK
    assert two.relation("early", "late") is BEFORE


def test_a_signal_to_oneself(killed: RecordWriter) -> None:
    """It is delivered before kill(2) returns, so its handler runs in its place."""
    killed.kills(WORKER, WORKER, 12)
    killed.leave(WORKER, "kill")
    delivers(killed, 12, WORKER)
    killed.say(WORKER, "in it")
    returns(killed)
    killed.say(WORKER, "late")
    assert killed.relation("early", "in it") is BEFORE
    assert killed.relation("in it", "late") is BEFORE


def test_a_handler_that_may_not_be(killed: RecordWriter) -> None:
    """Where nobody has looked whether there is one, its thread goes on as if there were none."""
    killed.signal(WORKER, "SIGCHLD", 17, 77)
    killed.say(WORKER, "middle")
    killed.say(WORKER, "late")
    assert killed.relation("early", "middle") is BEFORE
    assert killed.relation("middle", "late") is BEFORE


@pytest.mark.parametrize("action", [None, "handle"])
def test_a_handler_of_a_child_that_was_waited_for(two: RecordWriter, action: Action | None) -> None:
    """What is done about its end is looked up where there may be a handler; else there is none."""
    two.creates(WORKER)
    two.created(OTHER, WORKER, "fork")
    two.leave(WORKER, "clone", OTHER)
    two.say(WORKER, "early")
    two.exit(OTHER)
    two.reap(WORKER, OTHER)
    two.signal(WORKER, "SIGCHLD", 17, OTHER, action=action)
    two.say(WORKER, "in it")
    returns(two)
    assert two.doubt("early", "in it") == (None if action is None else LUCK)


@pytest.fixture
def noted(three: RecordWriter) -> RecordWriter:
    """A Python that reads what another has written, and then handles a signal."""
    three.executed(PARENT, "/usr/bin/python3", ("python3", "program.py"))
    three.say(PARENT, "early")
    three.say(WORKER, "first")
    three.write(WORKER)
    three.read(PARENT)
    three.kills(OTHER, PARENT, USER)
    three.leave(OTHER, "kill")
    three.signal(PARENT, "SIGUSR1", USER, OTHER, action="handle")
    three.enter(PARENT, "rt_sigreturn", SignalReturnArguments())
    return three


def test_what_a_python_does_behind_a_signal(noted: RecordWriter) -> None:
    """It may be the doing of its handler, which could have run before what it had waited for."""
    noted.say(PARENT, "second")
    assert noted.doubt() == LUCK
    assert noted.doubt("early", "second") == LUCK


@pytest.mark.parametrize(
    ("path", "options"),
    [
        ("/usr/bin/python3.13dt", ("-O",)),
        ("/usr/bin/pypy3", ()),
        ("/usr/bin/perl5.36-x86_64-linux-gnu", ()),
        ("/usr/bin/ruby3.1", ()),
        ("/usr/bin/node", ()),
    ],
)
def test_what_an_interpreter_does_behind_a_signal(
    three: RecordWriter, path: str, options: tuple[str, ...]
) -> None:
    """It runs handlers later, as Python does, whatever it is started with."""
    three.executed(PARENT, path, ("program", *options))
    three.say(PARENT, "first")
    handled(three, USER, OTHER)
    three.say(PARENT, "second")
    assert three.doubt() == LUCK


@pytest.mark.parametrize("path", ["/usr/bin/perldoc-view", "/usr/bin/server", "/home/node-7/a.out"])
def test_what_a_program_in_c_does_behind_a_signal(three: RecordWriter, path: str) -> None:
    """Its handlers have run when they return."""
    three.executed(PARENT, path, ("program",))
    three.say(PARENT, "first")
    handled(three, USER, OTHER)
    three.say(PARENT, "second")
    assert three.relation() is BEFORE


def test_what_a_python_passes_on_behind_a_signal(noted: RecordWriter) -> None:
    """So may be what it brings others to do; but not its end, which is after all of it."""
    noted.make(PARENT, LATER)
    noted.say(LATER, "second")
    noted.say(PARENT, "last")
    noted.exit(PARENT)
    assert noted.doubt() == LUCK
    assert noted.doubt("early", "second") == LUCK


def test_what_a_python_did_before_its_end(two: RecordWriter) -> None:
    """Whoever waits for it comes after all that it has done."""
    two.executed(WORKER, "/usr/bin/python3", ("python3", "program.py"))
    two.say(WORKER, "first")
    two.signal(WORKER, "SIGUSR1", USER, PARENT, action="handle")
    two.enter(WORKER, "rt_sigreturn", SignalReturnArguments())
    two.exit(WORKER)
    two.reap(PARENT)
    two.say(PARENT, "second")
    assert two.relation() is BEFORE


def test_what_was_before_the_signal(three: RecordWriter) -> None:
    """What its sender comes after is before all that its handler may do."""
    three.say(PARENT, "first")
    three.executed(PARENT, "/usr/bin/python3", ("python3", "program.py"))
    three.make(PARENT, LATER)
    three.kills(LATER, PARENT, USER)
    three.leave(LATER, "kill")
    three.signal(PARENT, "SIGUSR1", USER, LATER, action="handle")
    three.enter(PARENT, "rt_sigreturn", SignalReturnArguments())
    three.write(PARENT)
    three.read(WORKER)
    three.say(WORKER, "second")
    assert three.relation() is BEFORE


PYTHON = "/usr/bin/python3", ("python3", "program.py")


def handled(
    writer: RecordWriter, number: int, sender: int, *, tid: int = PARENT, calls: bool = False
) -> None:
    """Somebody sends a signal, which a thread takes a note of, or tells a descriptor as well."""
    target = writer.pids[tid]
    writer.kills(sender, target, number)
    writer.leave(sender, "kill")
    writer.signal(tid, f"SIG{number}", number, sender, action="handle")
    if calls:
        writer.write(tid)
    writer.enter(tid, "rt_sigreturn", SignalReturnArguments())


def test_a_further_signal(three: RecordWriter) -> None:
    """It may come before what the first one can only come after."""
    three.executed(PARENT, *PYTHON)
    three.say(PARENT, "first")
    three.make(PARENT, LATER)
    handled(three, USER, LATER)
    three.say(PARENT, "between")
    handled(three, USER + 2, OTHER)
    three.say(PARENT, "second")
    three.make(PARENT, LATER + 1)
    three.say(LATER + 1, "behind")
    assert three.relation("first", "between") is BEFORE
    assert three.doubt() == LUCK
    assert three.doubt("first", "behind") == LUCK


def test_a_python_that_tells_a_descriptor_of_its_signal(three: RecordWriter) -> None:
    """As signal.set_wakeup_fd() has it: its handlers run later, as ever."""
    three.executed(PARENT, *PYTHON)
    three.say(PARENT, "first")
    handled(three, USER, OTHER, calls=True)
    three.say(PARENT, "second")
    assert three.doubt() == LUCK


def test_a_signal_that_another_thread_gets(three: RecordWriter) -> None:
    """A Python handles it in its first thread, whichever the kernel has chosen."""
    three.executed(PARENT, *PYTHON)
    three.make(PARENT, LATER, "thread")
    three.say(PARENT, "first")
    handled(three, USER, OTHER, tid=LATER)
    three.say(PARENT, "second")
    assert three.doubt() == LUCK


def test_a_sender_that_may_itself_be_told_to(three: RecordWriter) -> None:
    """What a signal comes after only as its sender had handled another, it may come before."""
    three.executed(PARENT, *PYTHON)
    three.executed(WORKER, *PYTHON)
    three.say(PARENT, "first")
    three.write(PARENT)
    three.read(WORKER)
    handled(three, USER, OTHER, tid=WORKER)
    handled(three, USER, WORKER)
    three.say(PARENT, "second")
    assert three.doubt() == LUCK


def test_what_each_answer_proves(three: RecordWriter) -> None:
    """What a Python does behind a signal is behind none of its waits, whichever child they take."""
    three.executed(PARENT, *PYTHON)
    three.make(PARENT, LATER)
    handled(three, USER, LATER)
    three.say(WORKER, "first")
    three.exit(WORKER, LATER)
    three.reap(PARENT, LATER)
    three.reap_any(PARENT, WORKER)
    three.exit(OTHER)
    three.reap_any(PARENT, OTHER)
    three.say(PARENT, "second")
    answers = proved_answers(three.order())
    assert len(answers) == 2
    assert [each.before for each in answers] == 2 * [(0, 0)]
