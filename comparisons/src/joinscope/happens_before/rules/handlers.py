"""Handlers: what one does is in no order with what its thread does beside it.

A signal is delivered wherever the target happens to be, unless it waits for that one alone. So a
handler that prints "b" in a thread that prints "a" may do so before or after it:

    target   compute                handler "b"  sigreturn   compute   "a"
    other               kill(target)

Both are done by one thread, so program order would have "b" before "a" by proof, and the next run
has them the other way round. So the points of a handler lie on a chain of their own, from its first
call to its sigreturn. Order leads into it from the point of delivery, and out of it to the point of
its return, but either is a choice, INTERRUPTED; what the thread does beside stays in its own order.
What has sent the signal is before the handler by proof, and all of it is before the thread's end.
Handlers that make no call get no chain.

That a thread waits for the signal (pause, sigsuspend) proves that what it does next is behind the
handler, but not that the handler is behind what it did first: the signal may have come before it
waited, and then a loop around the wait is left at once. Since when it was blocked nobody knows.

A handler that only takes a note lets its thread do the rest, when it looks at the note. That is a
branch of the program on what a signal has done, which no call shows. But Python does so with every
handler, which its programmer sees as one, and so do other interpreters: rules/deferred.py. So
of what one does behind such a signal nothing is in a proved order with what it did before, unless
that was before the signal was sent; nor is there any for others that what it does there would make.
The same holds of a trap of a shell. It is the first thread of an interpreter that does the rest,
whichever got the signal; and a note may be more than memory: one that is written into a descriptor
(signal.set_wakeup_fd) takes a call.
"""

from collections.abc import Hashable, Iterable
from signal import SIGCHLD

from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Chain, Kind
from joinscope.happens_before.handler_frames import HandlerFrame
from joinscope.happens_before.kernel_state import (
    Note,
    OnlyEnd,
    Process,
    Program,
    Rival,
    State,
    Thread,
)
from joinscope.recording.records import Enter, SignalReturnArguments


def begins(thread: Thread, number: int, *, apart: bool, awaited: bool, sure: bool) -> None:
    """A signal was delivered to a handler, at the thread's last point."""
    here = HandlerFrame(thread.chain, thread.last, number, apart, awaited, sure)
    thread.handlers = [*(thread.handlers or ()), here]


def enters(state: State, thread: Thread, record: Enter) -> None:
    """A thread that is in a handler enters a call, of which there is no point yet."""
    if isinstance(record.arguments, SignalReturnArguments):
        _return(state, thread)
        return
    while thread.handlers and not thread.handlers[-1].sure:
        thread.handlers.pop()  # nobody knows whether there was a handler: it has made no call
    if not thread.handlers:
        return
    handler = thread.handlers[-1]
    if handler.apart and thread.chain is handler.chain:
        old, last = thread.chain, thread.last
        thread.chain = state.graph.thread(old.tid, old.owner)
        for each in old.memberships or ():
            if each.until > last:
                state.graph.join(thread.chain, each.medium, last, writes=each.writes)


def _return(state: State, thread: Thread) -> None:
    """The thread goes on where it was when the signal came."""
    if thread.handlers:
        handler = thread.handlers.pop()
        if thread.chain is not handler.chain:
            _settle(state, thread.chain, handler)
            thread.left, thread.chain = (thread.chain, thread.last, handler), handler.chain
        if handler.apart and _takes_note(thread.process.program, handler):
            note = Note(_noticing(state, thread), handler.point, handler.causes)
            if not state.noted or state.noted[-1]._replace(point=note.point) != note:
                state.noted.append(note)


def _noticing(state: State, thread: Thread) -> Chain:
    """The chain of the thread that looks at the note: of an interpreter, its first one."""
    first = state.threads.get(thread.process.pid) if thread.process.program.defers else None
    thread = first or thread
    return thread.handlers[0].chain if thread.handlers else thread.chain


def _takes_note(program: Program, handler: HandlerFrame) -> bool:
    """Whether a handler may have done no more than that, and the rest follow later.

    Each shell has a handler for the ends of its children; a trap for these only whose text sets it.
    """
    if program.defers:
        return True
    return program.traps and (handler.number != SIGCHLD or program.traps_ends)


def entered(state: State, thread: Thread) -> None:
    """Behind the delivery is the first point of a handler, and behind its last one the return."""
    why = Choice.INTERRUPTED
    if thread.left is not None:
        (chain, last, left), thread.left = thread.left, None
        thread.handled = thread.handled or state.graph.virtual()
        state.graph.edge(chain, last, thread.handled, last, Kind.PROGRAM)
        state.edge(chain, last, thread, Kind.SIGNAL, choice=None if left.awaited else why)
    elif thread.handlers and not thread.chain.targets:
        handler = thread.handlers[-1]
        if thread.chain is not handler.chain:
            state.edge(handler.chain, handler.point, thread, Kind.SIGNAL, choice=why)
            _caused(state, thread, handler)


def caused(
    thread: Thread,
    kind: Kind,
    causes: Iterable[int],
    choice: Choice | None,
    keys: Iterable[Hashable] = (),
    *,
    child: Process | None = None,
) -> None:
    """Remember what the signal comes after of which a thread is about to enter the handler."""
    if thread.handlers and thread.handlers[-1].point == thread.last:
        handler = thread.handlers[-1]
        handler.kind, handler.causes, handler.keys = kind, tuple(causes), tuple(keys)
        handler.choice, handler.child = choice, child.number if child is not None else None


def _caused(state: State, thread: Thread, handler: HandlerFrame) -> None:
    """The handler comes after what has sent its signal; by luck, as long as it has not returned.

    For one that leaves by a jump (siglongjmp) goes on with what its thread would do anyway: not if
    that waits for the signal.
    """
    places = []
    luck = handler.choice if handler.awaited else Choice.INTERRUPTED
    for point in handler.causes:
        state.follow(point, thread, handler.kind, choice=luck)
        places.append(len(thread.chain.edges) - 1)
        for key in handler.keys:
            state.rivals.answered(key, state.graph.owner(point), thread.chain)
    handler.places = tuple(places)


def _settle(state: State, chain: Chain, handler: HandlerFrame) -> None:
    """A handler that returns has run because of its signal, wherever that found its thread."""
    choice = handler.choice
    if choice is None and not state.rivals.chosen.isdisjoint(handler.keys):
        choice = Choice.WHICH_SIGNAL
    for place in handler.places:
        state.graph.settle(chain, place, choice)
    child = state.all_processes[handler.child] if handler.child is not None else None
    if child is not None and child.parent is not None and choice is None and handler.places:
        only = OnlyEnd(child, chain, handler.places, chain.targets[handler.places[0]])
        state.only_ends.setdefault(child.parent, []).append(only)


def another_child(state: State, child: Process, enter: int) -> None:
    """A child is made by a call that began here: a handler may as well have run of its end first.

    Not if the call is after that handler, or after the wait that took the other's status: the
    signal comes before that. But neither is so only because the thread was interrupted before.
    """
    if child.parent is None:
        return
    for only in state.only_ends.pop(child.parent, ()):
        reaped = next((each for each in reversed(state.reaps) if each.child is only.child), None)
        ended = reaped is not None and state.reaches(reaped.point, enter)
        if ended or state.reaches(only.point, enter):
            continue
        for place in only.places:
            state.graph.choose(only.chain, place, Choice.WHICH_CHILD)
        state.rivals.chosen.add((child.parent, int(SIGCHLD)))
        state.candidates.append(Rival(Choice.WHICH_CHILD, only.point, child=child))


def ends(state: State, thread: Thread) -> None:
    """All that a thread has done, in handlers and beside them, is before its end, or its exec."""
    for handler in thread.handlers or ():
        if handler.chain is not thread.chain:
            state.edge(handler.chain, handler.point, thread, Kind.PROGRAM)
    if thread.handled is not None:
        state.edge(thread.handled, thread.last, thread, Kind.PROGRAM)
    thread.handlers = thread.handled = None
