"""Each sort of choice, in made records: the way over it is no proof, and says which choice it is.

Each has a twin in which nothing else could have been answered: there the same way is a proof.
"""

import pytest
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.linear_extensions import outputs
from joinscope.recording.records import (
    DescriptorResults,
    PidfdArguments,
    PollArguments,
    PollResults,
    Ready,
    ShutdownArguments,
)
from record_writer import (
    BEFORE,
    CONCURRENT,
    OTHER,
    PAIR,
    PARENT,
    PIPE,
    UNKNOWN,
    WORKER,
    RecordWriter,
)

CONTEXT = "anon_inode:[pidfd]"


def ends(writer: RecordWriter, worker: int, text: str) -> None:
    writer.say(worker, text)
    writer.exit(worker)


def test_a_wait_for_the_only_child(two: RecordWriter) -> None:
    """A wait for any is one for the only child there is."""
    ends(two, WORKER, "first")
    two.reap_any(PARENT, WORKER)
    two.say(PARENT, "second")
    assert two.relation() is BEFORE


def test_a_wait_for_any_of_two(three: RecordWriter) -> None:
    """Whichever of them ended first: neither is before by proof, and neither is concurrent."""
    ends(three, WORKER, "first")
    three.reap_any(PARENT, WORKER)
    three.say(PARENT, "second")
    ends(three, OTHER, "third")
    assert three.doubt() == (BEFORE, Choice.WHICH_CHILD)
    assert three.doubt("third", "second") == (UNKNOWN, Choice.WHICH_CHILD)


def test_the_second_of_two_waits(three: RecordWriter) -> None:
    """Who is left after a choice is left by it."""
    ends(three, WORKER, "first")
    three.reap_any(PARENT, WORKER)
    ends(three, OTHER, "third")
    three.reap_any(PARENT, OTHER)
    three.say(PARENT, "second")
    assert three.doubt("third", "second") == (BEFORE, Choice.WHICH_CHILD)


def test_a_child_made_after_the_choice(three: RecordWriter) -> None:
    """A child that was no candidate is not guarded: nobody else is left when it is waited for."""
    for worker in (WORKER, OTHER):
        three.exit(worker)
        three.reap_any(PARENT, worker)
    three.make(PARENT, 103)
    ends(three, 103, "first")
    three.reap_any(PARENT, 103)
    three.say(PARENT, "second")
    assert three.relation() is BEFORE


def test_the_outputs_of_two_waits(three: RecordWriter) -> None:
    """They are those of both answers, and an output of neither is refuted only by a proof."""
    ends(three, WORKER, "a")
    three.reap_any(PARENT, WORKER)
    three.say(PARENT, "one")
    ends(three, OTHER, "b")
    three.reap_any(PARENT, OTHER)
    three.say(PARENT, "two")
    legal = outputs(three.order())
    texts = {"".join(output) for output in legal}
    assert texts == {"aonebtwo", "abonetwo", "baonetwo", "boneatwo"}
    assert legal.count() == len(texts)
    assert legal.rests_on == "same_calls"
    assert legal.allows(["b", "one", "a", "two"])
    assert not legal.allows(["one", "a", "b", "two"])
    assert not legal.refutes(["one", "a", "b", "two"])
    assert legal.refutes(["two", "a", "b", "one"])


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), None),
        (("WNOHANG",), (BEFORE, Choice.NON_BLOCKING)),
        (("WUNTRACED",), (BEFORE, Choice.WHICH_CHANGE)),
    ],
)
def test_options_of_a_wait(
    two: RecordWriter, options: tuple[str, ...], expected: tuple[object, object] | None
) -> None:
    """A wait for one child's end alone, for as long as it takes, is no choice; any other is."""
    ends(two, WORKER, "first")
    two.waits(PARENT, options=options)
    two.leaves_wait(PARENT, WORKER)
    two.say(PARENT, "second")
    assert two.doubt() == expected


@pytest.mark.parametrize(
    ("timeout", "watched", "expected"),
    [
        (-1, 1, None),
        (10**9, 1, (BEFORE, Choice.TIMED)),
        (None, 1, (BEFORE, Choice.TIMED)),
        (0, 1, (BEFORE, Choice.NON_BLOCKING)),
        (-1, 2, (BEFORE, Choice.WHICH_READY)),
        (-1, None, (BEFORE, Choice.WHICH_READY)),
    ],
)
def test_a_poll(
    two: RecordWriter,
    timeout: int | None,
    watched: int | None,
    expected: tuple[object, object] | None,
) -> None:
    """A poll of one descriptor, for as long as it takes, is none; it guards what is read then."""
    two.say(WORKER, "first")
    two.write(WORKER)
    two.poll(PARENT, "POLLIN", timeout=timeout, watched=watched)
    two.say(PARENT, "second")
    two.read(PARENT, 1, count=1)
    two.say(PARENT, "third")
    assert two.doubt() == expected
    assert two.doubt("first", "third") == expected


def test_a_join_that_did_not_expire(two: RecordWriter) -> None:
    """The wait for an end of which a timed poll had told is guarded by that poll."""
    made = DescriptorResults(3, CONTEXT, cloexec=True)
    two.call(PARENT, "pidfd_open", PidfdArguments(WORKER), 3, made)
    ends(two, WORKER, "first")
    two.poll(PARENT, "POLLIN", name=CONTEXT, timeout=10**9)
    two.reap(PARENT)
    two.say(PARENT, "second")
    assert two.doubt() == (BEFORE, Choice.TIMED)


def test_a_timed_hang_up_guards_the_wait(two: RecordWriter) -> None:
    """So join(1.0) does under fork: it polls a pipe of the worker's, then waits for the worker."""
    two.close(PARENT, 4)
    ends(two, WORKER, "first")
    two.poll(PARENT, "POLLHUP", timeout=10**9)
    two.reap(PARENT)
    two.say(PARENT, "second")
    assert two.doubt() == (BEFORE, Choice.TIMED)


def test_a_writer_that_comes_later(three: RecordWriter) -> None:
    """What was read first could have been second, as the second writer shows when it writes."""
    three.say(WORKER, "first")
    three.write(WORKER)
    three.read(PARENT, 1, count=1)
    three.say(PARENT, "second")
    three.say(OTHER, "third")
    three.write(OTHER)
    assert three.doubt() == (BEFORE, Choice.WHICH_WRITER)
    assert three.doubt("third", "second") == (UNKNOWN, Choice.WHICH_WRITER)


def test_a_writer_that_had_to_come_later(two: RecordWriter) -> None:
    """A writer that was made after the read can have taken nobody's place."""
    two.say(WORKER, "first")
    two.write(WORKER)
    two.read(PARENT, 1, count=1)
    two.say(PARENT, "second")
    two.make(PARENT, OTHER)
    two.write(OTHER)
    assert two.relation() is BEFORE


def test_two_readers(three: RecordWriter) -> None:
    """Who reads second would have had the first byte, had it been sooner."""
    three.write(PARENT)
    three.say(PARENT, "first")
    three.write(PARENT)
    three.read(WORKER, 1, count=1)
    three.read(OTHER, 1, count=1)
    three.say(OTHER, "second")
    assert three.doubt() == (BEFORE, Choice.WHICH_READER)


def test_more_than_was_needed(two: RecordWriter) -> None:
    """A read needs one byte: of the second write it got some by luck, and the next is guarded."""
    two.say(WORKER, "zero")
    two.write(WORKER)
    two.say(WORKER, "first")
    two.write(WORKER)
    two.read(PARENT, 2, count=2)
    two.say(PARENT, "second")
    two.say(WORKER, "third")
    two.write(WORKER)
    two.read(PARENT, 1, count=1)
    two.say(PARENT, "fourth")
    assert two.relation("zero", "second") is BEFORE
    assert two.doubt() == (BEFORE, Choice.HOW_MUCH)
    assert two.doubt("third", "fourth") == (BEFORE, Choice.HOW_MUCH)


@pytest.mark.parametrize(("count", "expected"), [(1, None), (9, (BEFORE, Choice.HOW_MUCH))])
def test_less_than_was_asked_for(
    two: RecordWriter, count: int, expected: tuple[object, object] | None
) -> None:
    """A short read could have got the next write, too; one that is full could not."""
    two.write(WORKER)
    two.read(PARENT, 1, count=count)
    two.say(WORKER, "first")
    two.write(WORKER)
    two.read(PARENT, 1, count=count)
    two.say(PARENT, "second")
    assert two.doubt() == expected


def test_a_short_read_of_a_writer_that_waits(two: RecordWriter) -> None:
    """Where the next write has to wait for the read, a short one could not have got more."""
    two.pipe(PARENT, "pipe:[2]", fds=(5, 6))
    two.make(PARENT, OTHER)
    two.write(OTHER)
    two.read(PARENT, 1, count=9)
    two.write(PARENT, 1, "pipe:[2]")
    two.read(OTHER, 1, "pipe:[2]", count=1)
    two.say(OTHER, "first")
    two.write(OTHER)
    two.read(PARENT, 1, count=9)
    two.say(PARENT, "second")
    assert two.relation() is BEFORE


def test_a_read_that_does_not_wait(writer: RecordWriter) -> None:
    """A success of MSG_DONTWAIT is one of luck."""
    writer.pair(PARENT)
    writer.make(PARENT, WORKER)
    writer.say(WORKER, "first")
    writer.write(WORKER, 1, PAIR[1])
    writer.read(PARENT, 1, PAIR[0], count=1, call="recvfrom", flags=("MSG_DONTWAIT",))
    writer.say(PARENT, "second")
    assert writer.doubt() == (BEFORE, Choice.NON_BLOCKING)


def test_a_look(two: RecordWriter) -> None:
    """A read that found nothing was before the write, by the kind of its answer: that is listed."""
    two.say(PARENT, "first")
    two.reads(PARENT)
    two.leave(PARENT, "read", -1, error="EAGAIN")
    two.write(WORKER)
    two.say(WORKER, "second")
    two.read(PARENT, 1, count=1)
    two.say(PARENT, "third")
    assert (two.doubt(), two.way()) == ((BEFORE, Choice.NOT_YET), {Kind.LOOK})
    assert two.doubt("second", "third") is None
    assert {tuple(each) for each in outputs(two.order())} == {
        ("first", "second", "third"),
        ("first", "third", "second"),
    }


def test_a_look_that_found_something(two: RecordWriter) -> None:
    """What had been written before the look is in no order with it."""
    two.say(PARENT, "first")
    two.write(WORKER)
    two.say(WORKER, "second")
    two.read(PARENT, 1, count=1)
    two.reads(PARENT)
    two.leave(PARENT, "read", -1, error="EAGAIN")
    assert two.relation() is CONCURRENT


@pytest.mark.parametrize("size", [1, 2])
def test_a_poll_of_what_another_takes(two: RecordWriter, size: int) -> None:
    """A poll that has found data was before another thread took them."""
    two.write(PARENT, size)
    two.say(PARENT, "first")
    two.poll(PARENT, "POLLIN")
    two.read(WORKER, size, count=size)
    two.say(WORKER, "second")
    assert (two.doubt(), two.way()) == ((BEFORE, Choice.WHICH_READER), {Kind.LOOK})


def test_a_poll_beside_a_read(two: RecordWriter) -> None:
    """One that has returned after the read may have found the data before."""
    two.write(PARENT)
    two.say(PARENT, "first")
    two.enter(PARENT, "poll", PollArguments(-1, watched=1))
    two.read(WORKER, 1, count=1)
    two.say(WORKER, "second")
    two.leave(PARENT, "poll", 1, PollResults((Ready(3, PIPE, ("POLLIN",)),)))
    assert two.doubt() == (UNKNOWN, Reason.OVERLAPPING_CALLS)


def test_a_look_at_what_another_has_taken(two: RecordWriter) -> None:
    """A look that has found nothing was after another thread took what had been there."""
    two.write(PARENT)
    two.say(WORKER, "first")
    two.read(WORKER, 1, count=1)
    two.reads(PARENT)
    two.leave(PARENT, "read", -1, error="EAGAIN")
    two.say(PARENT, "second")
    assert (two.doubt(), two.way()) == ((BEFORE, Choice.WHICH_READER), {Kind.LOOK})


def test_a_look_before_anything_was_taken(two: RecordWriter) -> None:
    """Where nobody has read anything, a look comes after nobody."""
    two.say(WORKER, "first")
    two.reads(WORKER)
    two.reads(PARENT)
    two.leave(PARENT, "read", -1, error="EAGAIN")
    two.say(PARENT, "second")
    assert two.relation() is CONCURRENT


def test_a_success_behind_a_look(two: RecordWriter) -> None:
    """A read of a descriptor that lets nobody wait has found its bytes by luck."""
    two.reads(PARENT)
    two.leave(PARENT, "read", -1, error="EAGAIN")
    two.say(WORKER, "first")
    two.write(WORKER)
    two.read(PARENT, 1, count=1)
    two.say(PARENT, "second")
    assert two.doubt() == (BEFORE, Choice.NON_BLOCKING)


def test_one_of_two_shutdowns(writer: RecordWriter) -> None:
    """Either of two brings the end."""
    writer.pair(PARENT)
    writer.make(PARENT, WORKER)
    writer.make(PARENT, OTHER)
    for worker, text in ((WORKER, "first"), (OTHER, "third")):
        writer.say(worker, text)
        writer.call(worker, "shutdown", ShutdownArguments(4, PAIR[1], "SHUT_WR"))
    writer.read(PARENT, 0, PAIR[0])
    writer.say(PARENT, "second")
    assert writer.doubt() == (BEFORE, Choice.WHICH_END)
    assert writer.doubt("third", "second") == (BEFORE, Choice.WHICH_END)


def test_the_other_of_two_shutdowns(writer: RecordWriter) -> None:
    """So does one that comes later: it could have been the first."""
    writer.pair(PARENT)
    writer.make(PARENT, WORKER)
    writer.make(PARENT, OTHER)
    writer.say(WORKER, "first")
    writer.call(WORKER, "shutdown", ShutdownArguments(4, PAIR[1], "SHUT_WR"))
    writer.read(PARENT, 0, PAIR[0])
    writer.say(PARENT, "second")
    writer.say(OTHER, "third")
    assert writer.relation() is BEFORE
    writer.call(OTHER, "shutdown", ShutdownArguments(4, PAIR[1], "SHUT_WR"))
    assert writer.doubt() == (BEFORE, Choice.WHICH_END)


def test_a_hang_up_together_with_data(two: RecordWriter) -> None:
    """A poll reports data as soon as they are there: that it reported the end as well was luck."""
    two.close(PARENT, 4)
    two.write(WORKER)
    ends(two, WORKER, "first")
    two.poll(PARENT, "POLLIN", "POLLHUP")
    two.say(PARENT, "second")
    assert two.doubt() == (BEFORE, Choice.HOW_MUCH)


def test_a_hang_up_after_another_has_read(three: RecordWriter) -> None:
    """A poll that reported the end alone could have reported what another has read before it."""
    three.close(PARENT, 4)
    three.close(OTHER, 4)
    three.write(WORKER)
    three.read(OTHER, 1, count=1)
    ends(three, WORKER, "first")
    three.poll(PARENT, "POLLHUP")
    three.say(PARENT, "second")
    assert three.doubt() == (BEFORE, Choice.WHICH_READER)


def test_a_hang_up_after_all_was_read(two: RecordWriter) -> None:
    """Who has read it all can be told of nothing but the end."""
    two.close(PARENT, 4)
    two.write(WORKER)
    two.read(PARENT, 1, count=1)
    ends(two, WORKER, "first")
    two.poll(PARENT, "POLLHUP")
    two.say(PARENT, "second")
    assert two.relation() is BEFORE
