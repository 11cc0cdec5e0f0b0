"""Choices: answers of the kernel that could have been others, so one run proves nothing by them.

An edge says that its end cannot come before its start. That is so in every run which makes the same
calls, if the call at its end could only have been answered by what is at its start. Often it could
not: of two children `wait(0)` takes the one that ends first, and the next run has the other.

    parent    fork   fork   wait(0) = 7   print "joined"   wait(0) = 8
    worker 7          print "seven"  exit
    worker 8                                     print "eight"  exit

Here "seven" came before "joined", and it had to, as worker 7 was the one whose status the first
wait took. But with the same calls, and as good a right, that wait takes worker 8: then "joined" is
printed before "seven" is. So the edge from the end of worker 7 to the wait is marked as a choice,
WHICH_CHILD. (Tools that verify message passing know it as the wildcard receive.)

What a choice has decided it keeps deciding. The second wait finds one child only, so nothing is
left to choose; but that it was worker 8 who was left is the work of the first. A program may also
look at the answer, and make the second call only if it was worker 7: `if (wait(0) == 7) wait(0)`.
So every later answer to the same thread about the same thing is *guarded* by the choice, and marked
with it.

A path without a choice is a proof: `before`. Where there is only a path over one, the relation is
`unknown`, and the first choice on the path says what it depends on. That is less than it could be:
that "seven" and "eight" both come before what follows the second wait holds for either answer. But
it holds only for programs that then make the same calls, which one run cannot show.

An answer of the other kind, "not yet", is a choice too: a poll that found nothing returned before
the event that it would have found. There the edge leads from the enter of the look to that event.
It is no proof, as the next run may look a moment later. But of two runs in which every call gets
an answer of the same kind it holds in both, and so do the choices TIMED and NON_BLOCKING: so
`orders` leaves out the outputs against them. It leaves none out by a choice of who, or how much.
"""

from enum import IntEnum, unique


@unique
class Choice(IntEnum):
    """What could have been answered otherwise; documents name it by its code, for good."""

    # A wait for any of several children takes the first that ends: see above.
    WHICH_CHILD = 1

    # Bytes in a pipe are in the order in which they were written. Two workers write a byte each
    # into one pipe, the parent reads one: it has come from worker 1, and could have come from
    # worker 2.
    WHICH_WRITER = 2

    # Two workers read from one pipe, into which the parent writes "a" and later "b". Worker 2 got
    # the "b" because worker 1 had taken the "a": had it been sooner, it would not have waited for
    # the second write.
    WHICH_READER = 3

    # A poll of several descriptors returns as soon as one of them is ready: it reported the pipe of
    # worker 1, and could have reported that of worker 2 alone.
    WHICH_READY = 4

    # Two processes have sent a signal of the same number. They do not queue, so either may have
    # caused the one delivery.
    WHICH_SIGNAL = 5

    # Either of two calls brings the same end: two shutdowns of one direction of a socket.
    WHICH_END = 6

    # A read that asks for up to 100 bytes returns with what is there. The worker writes "a", then
    # "b"; the read got "ab". The first byte it had to wait for, the second only happened to be
    # there.
    HOW_MUCH = 7

    # A join(1.0) that did not expire: had the worker taken longer, it would have returned as well,
    # with the news that nothing has happened yet.
    TIMED = 8

    # The same with no time at all: a success of WNOHANG, O_NONBLOCK, MSG_DONTWAIT, or of a poll
    # that does not wait.
    NON_BLOCKING = 9

    # A look that found nothing was before what it looked for: is_alive() was true, so it began
    # before the worker had ended. Edges of this kind lead from the look to the event.
    NOT_YET = 10

    # A signal is delivered wherever the thread happens to be. That its handler printed after "one"
    # and before "two" is luck, unless the thread waited for that signal alone, for as long as it
    # takes. What a call that failed with EINTR comes after is of this kind too.
    INTERRUPTED = 11

    # Of several who have connected, accept gets the first.
    ACCEPTED = 12

    # Of several who ask for a lock, one gets it first.
    LOCKED = 13

    # A wait that asks for stops as well (WUNTRACED) was told of the end. A child that is stopped
    # first would have been reported as stopped.
    WHICH_CHANGE = 14

    @property
    def code(self) -> str:
        """By which documents name it: `which_child`."""
        return self.name.lower()

    @property
    def of_kind(self) -> bool:
        """Whether it is one between kinds of answers (success, not yet), not of who or how much.

        Runs in which each call has an answer of the same kind all choose alike here.
        """
        return self in {Choice.TIMED, Choice.NON_BLOCKING, Choice.NOT_YET}


def strongest(*choices: Choice | None) -> Choice | None:
    """Of several choices that one answer hangs on: one of who or how much before one of kind."""
    if choices.count(None) == len(choices):
        return None
    made = [each for each in choices if each is not None]
    return next((each for each in made if not each.of_kind), made[0])
