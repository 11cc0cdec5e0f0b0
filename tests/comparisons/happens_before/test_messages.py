"""Edges of message queues, of System V and of POSIX."""

import pytest
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.recording.records import (
    ControlArguments,
    KeyArguments,
    KeyResults,
    MessageResults,
    NotifyArguments,
    PollArguments,
    PollResults,
    Ready,
    ReceiveArguments,
    SendArguments,
)
from record_writer import BEFORE, CONCURRENT, OTHER, PARENT, UNKNOWN, WORKER, RecordWriter

SYSV, POSIX = "messages:[1:7]", "mqueue:[7]"


def _make(
    writer: RecordWriter, name: str = SYSV, *, room: int = 16384, held: int | None = 0
) -> None:
    """The parent makes a queue, or finds one from outside with so many messages in it."""
    given = KeyArguments((), key=0)
    values = None if held is None else (held,)
    writer.call(PARENT, "msgget", given, 7, KeyResults(name, values, room))


def _sends(writer: RecordWriter, tid: int, kind: int = 1, name: str = SYSV) -> None:
    writer.enter(tid, "msgsnd", SendArguments(name, 1, (), -1, kind))


def _send(writer: RecordWriter, tid: int, kind: int = 1, name: str = SYSV) -> None:
    _sends(writer, tid, kind, name)
    writer.leave(tid, "msgsnd")


def _receives(
    writer: RecordWriter,
    tid: int,
    kind: int | None = 0,
    name: str = SYSV,
    *,
    timeout: int = -1,
    flags: tuple[str, ...] = (),
) -> None:
    writer.enter(tid, "msgrcv", ReceiveArguments(name, 1, flags, timeout, kind))


def _received(writer: RecordWriter, tid: int, kind: int | None = 1) -> None:
    writer.leave(tid, "msgrcv", 1, MessageResults(kind))


def _receive(
    writer: RecordWriter, tid: int, kind: int | None = 0, got: int | None = 1, name: str = SYSV
) -> None:
    _receives(writer, tid, kind, name)
    _received(writer, tid, got)


@pytest.fixture
def queue() -> RecordWriter:
    """A queue that the parent has made before its two children, as far as they can know."""
    writer = RecordWriter()
    _make(writer)
    _make(writer, POSIX, room=1)
    writer.make(PARENT, WORKER)
    writer.make(PARENT, OTHER)
    return writer


@pytest.mark.parametrize("name", [SYSV, POSIX])
@pytest.mark.parametrize("kind", [0, 1, -3])
def test_message(queue: RecordWriter, name: str, kind: int) -> None:
    """Whoever receives a message comes after who has sent it, whichever types it would take."""
    queue.say(WORKER, "first")
    _send(queue, WORKER, name=name)
    queue.say(WORKER, "later")
    _receive(queue, PARENT, kind, name=name)
    queue.say(PARENT, "second")
    assert (queue.relation(), queue.kinds()) == (BEFORE, {Kind.MESSAGE})
    assert queue.relation("later", "second") is CONCURRENT


def test_message_of_another_queue(queue: RecordWriter) -> None:
    """Who has sent something into another queue has told nothing."""
    _make(queue, "messages:[1:8]")
    queue.say(WORKER, "first")
    _send(queue, WORKER, name="messages:[1:9]")
    _send(queue, OTHER)
    _receive(queue, PARENT)
    queue.say(PARENT, "second")
    assert queue.relation() is UNKNOWN  # that one is from outside
    queue = RecordWriter()
    _make(queue)
    _make(queue, "messages:[1:8]")
    queue.make(PARENT, WORKER)
    queue.make(PARENT, OTHER)
    queue.say(WORKER, "first")
    _send(queue, WORKER, name="messages:[1:8]")
    _send(queue, OTHER)
    _receive(queue, PARENT)
    queue.say(PARENT, "second")
    assert queue.relation() is CONCURRENT


def test_message_of_a_type(queue: RecordWriter) -> None:
    """Of several types each has an order of its own."""
    queue.say(OTHER, "other")
    _send(queue, OTHER, 2)
    queue.say(WORKER, "first")
    _send(queue, WORKER, 1)
    _receive(queue, PARENT, 1)
    queue.say(PARENT, "second")
    assert (queue.relation(), queue.relation("other", "second")) == (BEFORE, CONCURRENT)


@pytest.mark.parametrize("late", [True, False])
def test_two_who_send(queue: RecordWriter, *, late: bool) -> None:
    """Of two that nothing orders either message could have been received, also the later one."""
    queue.say(WORKER, "first")
    _send(queue, WORKER)
    if not late:
        _send(queue, OTHER)
    _receive(queue, PARENT)
    queue.say(PARENT, "second")
    if late:
        _send(queue, OTHER)
    assert queue.doubt() == (BEFORE, Choice.WHICH_WRITER)


def test_two_who_receive(queue: RecordWriter) -> None:
    """The message that one of two receives the other could have got."""
    queue.say(PARENT, "first")
    _send(queue, PARENT)
    _receive(queue, WORKER)
    queue.say(WORKER, "second")
    _send(queue, PARENT)
    _receive(queue, OTHER)
    assert queue.doubt() == (BEFORE, Choice.WHICH_READER)


def test_lower_type_in_time(queue: RecordWriter) -> None:
    """Who takes the lowest type there is could have found another, had it come sooner or later."""
    _send(queue, WORKER, 2)
    queue.say(WORKER, "first")
    _send(queue, WORKER, 1)
    _receive(queue, PARENT, -2, 1)
    queue.say(PARENT, "second")
    assert queue.doubt() == (BEFORE, Choice.HOW_MUCH)


def test_lower_type_too_late(queue: RecordWriter) -> None:
    """The same where it has come first: then the order is the other one, or none."""
    _send(queue, WORKER, 2)
    _receive(queue, PARENT, -2, 2)
    queue.say(PARENT, "second")
    queue.say(WORKER, "first")
    _send(queue, WORKER, 1)
    assert queue.doubt() == (UNKNOWN, Choice.HOW_MUCH)


@pytest.mark.parametrize(("timeout", "choice"), [(0, Choice.NON_BLOCKING), (9, Choice.TIMED)])
def test_message_in_time(queue: RecordWriter, timeout: int, choice: Choice) -> None:
    """A receive that would not have waited for it could have found nothing."""
    queue.say(WORKER, "first")
    _send(queue, WORKER)
    _receives(queue, PARENT, timeout=timeout)
    _received(queue, PARENT)
    queue.say(PARENT, "second")
    assert queue.doubt() == (BEFORE, choice)


def test_no_message_yet(queue: RecordWriter) -> None:
    """A receive that has found nothing began before what it would have found was sent."""
    queue.say(PARENT, "first")
    _receives(queue, PARENT, timeout=0)
    queue.leave(PARENT, "msgrcv", -1, error="ENOMSG")
    _send(queue, WORKER)
    queue.say(WORKER, "second")
    assert queue.doubt() == (BEFORE, Choice.NOT_YET)
    assert queue.way() == {Kind.LOOK}


def test_no_other_message(queue: RecordWriter) -> None:
    """A message that was received before the look is none that it could have found."""
    _receives(queue, PARENT)
    _sends(queue, WORKER)
    _received(queue, PARENT)
    queue.say(PARENT, "first")
    _receives(queue, PARENT, timeout=0)
    queue.leave(PARENT, "msgrcv", -1, error="ENOMSG")
    queue.leave(WORKER, "msgsnd")
    queue.say(WORKER, "second")
    assert queue.relation() is CONCURRENT


def test_room_in_a_queue(queue: RecordWriter) -> None:
    """A send that found no room comes after who has made some."""
    _send(queue, PARENT, name=POSIX)
    _sends(queue, PARENT, name=POSIX)
    queue.say(WORKER, "first")
    _receive(queue, WORKER, None, name=POSIX)
    queue.leave(PARENT, "msgsnd")
    queue.say(PARENT, "second")
    assert (queue.relation(), queue.kinds()) == (BEFORE, {Kind.ROOM})


def test_room_for_all(queue: RecordWriter) -> None:
    """Who has room anyway waits for nobody."""
    queue.say(WORKER, "first")
    _send(queue, PARENT)
    _receive(queue, WORKER)
    _send(queue, PARENT)
    queue.say(PARENT, "second")
    assert queue.relation() is CONCURRENT


def test_room_made_by_a_call_that_goes_on(queue: RecordWriter) -> None:
    """The send may return before the receive that has made room for it does."""
    _send(queue, PARENT, name=POSIX)
    _sends(queue, PARENT, name=POSIX)
    queue.say(WORKER, "first")
    _receives(queue, WORKER, None, name=POSIX)
    queue.leave(PARENT, "msgsnd")
    queue.say(PARENT, "second")
    _received(queue, WORKER)
    assert (queue.relation(), queue.kinds()) == (BEFORE, {Kind.ROOM})


def test_still_full(queue: RecordWriter) -> None:
    """Who has found no room began before somebody made some."""
    _send(queue, PARENT, name=POSIX)
    queue.say(PARENT, "first")
    queue.enter(PARENT, "mq_timedsend", SendArguments(POSIX, 1, (), 0, 1))
    queue.leave(PARENT, "mq_timedsend", -1, error="EAGAIN")
    _receive(queue, WORKER, None, name=POSIX)
    queue.say(WORKER, "second")
    assert queue.doubt() == (BEFORE, Choice.NOT_YET)


def test_removed(queue: RecordWriter) -> None:
    """Who waits for a message learns that the queue was removed."""
    _receives(queue, PARENT)
    queue.say(WORKER, "first")
    queue.call(WORKER, "msgctl", ControlArguments(SYSV, "IPC_RMID"))
    queue.say(WORKER, "later")
    queue.leave(PARENT, "msgrcv", -1, error="EIDRM")
    queue.say(PARENT, "second")
    assert (queue.relation(), queue.kinds()) == (BEFORE, {Kind.REMOVED})
    assert queue.relation("later", "second") is CONCURRENT


@pytest.mark.parametrize("late", [True, False])
def test_removed_by_either(queue: RecordWriter, *, late: bool) -> None:
    """Of two who remove it either could have been first."""
    _receives(queue, PARENT)
    queue.say(WORKER, "first")
    queue.call(WORKER, "msgctl", ControlArguments(SYSV, "IPC_RMID"))
    if not late:
        queue.call(OTHER, "msgctl", ControlArguments(SYSV, "IPC_RMID"), -1, error="EINVAL")
    queue.leave(PARENT, "msgrcv", -1, error="EIDRM")
    queue.say(PARENT, "second")
    if late:
        queue.call(OTHER, "msgctl", ControlArguments(SYSV, "IPC_RMID"), -1, error="EINVAL")
    assert queue.doubt() == (BEFORE, Choice.WHICH_END)


def _finds(
    writer: RecordWriter, tid: int, flags: tuple[str, ...] = (), *, exists: bool = False
) -> None:
    results = KeyResults("messages:[1:9]", (0,), 16384)
    writer.call(tid, "msgget", KeyArguments(flags, key=5, exists=exists), 9, results)


def test_found(two: RecordWriter) -> None:
    """Who finds something by its key comes after who has made it."""
    two.say(WORKER, "first")
    _finds(two, WORKER, ("IPC_CREAT",))
    two.say(WORKER, "later")
    _finds(two, PARENT, exists=True)
    two.say(PARENT, "second")
    assert (two.relation(), two.kinds()) == (BEFORE, {Kind.FOUND})
    assert two.relation("later", "second") is CONCURRENT


def test_found_or_made(two: RecordWriter) -> None:
    """Who would have made it had it not been there learns nothing of who has."""
    two.say(WORKER, "first")
    _finds(two, WORKER, ("IPC_CREAT",))
    _finds(two, PARENT, ("IPC_CREAT",), exists=True)
    two.say(PARENT, "second")
    assert two.relation() is CONCURRENT


def test_not_found_yet(two: RecordWriter) -> None:
    """Who finds nothing under a key began before somebody made it."""
    two.say(PARENT, "first")
    two.call(PARENT, "msgget", KeyArguments((), key=5), -1, error="ENOENT")
    _finds(two, WORKER, ("IPC_CREAT",))
    two.say(WORKER, "second")
    assert two.doubt() == (BEFORE, Choice.NOT_YET)


@pytest.mark.parametrize("held", [1, None])
def test_queue_from_outside(two: RecordWriter, held: int | None) -> None:
    """What was in a queue before the recording somebody else has sent, and may send more."""
    _make(two, held=held)
    two.say(WORKER, "first")
    _send(two, WORKER)
    _receive(two, PARENT)
    two.say(PARENT, "second")
    assert two.doubt() == (UNKNOWN, Reason.MESSAGE_QUEUE)


def test_message_that_nobody_sent(queue: RecordWriter) -> None:
    """A message of which the recording shows no send is from somebody unseen."""
    queue.say(WORKER, "first")
    _receive(queue, PARENT, 0, 4)
    queue.say(PARENT, "second")
    assert queue.doubt() == (UNKNOWN, Reason.MESSAGE_QUEUE)


def test_message_reported_by_poll(queue: RecordWriter) -> None:
    """A queue of POSIX can be polled for a message."""
    queue.say(WORKER, "first")
    _send(queue, WORKER, name=POSIX)
    queue.say(WORKER, "later")
    ready = PollResults((Ready(3, POSIX, ("POLLIN",)),))
    queue.call(PARENT, "poll", PollArguments(-1, watched=1), 1, ready)
    queue.say(PARENT, "second")
    assert (queue.relation(), queue.kinds()) == (BEFORE, {Kind.MESSAGE})
    assert queue.relation("later", "second") is CONCURRENT


@pytest.mark.parametrize("code", ["SI_MESGQ", None])
def test_notice(queue: RecordWriter, code: str | None) -> None:
    """A signal tells who has asked for it that a message has come."""
    queue.call(PARENT, "mq_notify", NotifyArguments(POSIX, 10))
    queue.say(WORKER, "first")
    _send(queue, WORKER, name=POSIX)
    queue.say(WORKER, "later")
    queue.sigwait(PARENT, 10, WORKER if code else None, code)  # type: ignore[arg-type]
    queue.say(PARENT, "second")
    assert (queue.relation(), queue.kinds()) == (BEFORE, {Kind.MESSAGE})
    assert queue.relation("later", "second") is CONCURRENT
