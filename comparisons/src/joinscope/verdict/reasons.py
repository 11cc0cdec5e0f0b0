"""Reasons: why a claim fails on a run, or why that cannot be told; facts, each with a stable code.

A document tells them from each other by `code`; the sentences for people are made from the same
facts by render/wording/claims.py.
"""

import msgspec

from joinscope.joins.facts import JoinFacts, UnknownOrder
from joinscope.recording.recording import Killed
from joinscope.recording.records import Limit
from joinscope.vocabulary import Ending, Event, Language, Relation, WorkerState, code_of


class _Reason(msgspec.Struct, frozen=True, tag_field="code", tag=code_of):
    """Why a claim does not hold."""


# ---- Of a run as a whole ----------------------------------------------------------------------


class PartialRecording(_Reason, frozen=True):
    """Unknown: the recorder died before the program had ended."""


class NoProcess(_Reason, frozen=True):
    """Unknown: the recorder or the program could not start a process, also while no other ran."""


class OwnTracer(_Reason, frozen=True):
    """Unknown: the program traces processes itself, which failed because it was traced."""


class CutShort(_Reason, frozen=True):
    """Fails: a limit ended the run, and these processes had to be killed.

    At the limit `survivors` they are those that could not be killed.
    """

    limit: Limit
    killed: tuple[Killed, ...]


class LeftBehind(_Reason, frozen=True):
    """Fails: the program ended and left these processes, which had to be killed."""

    killed: tuple[Killed, ...]


class LostOutput(_Reason, frozen=True):
    """Unknown: so many bytes that were printed are not in the recording, nor the lines in them."""

    bytes: int


class NotExited(_Reason, frozen=True):
    """Unknown: the parent was killed at a limit, so it has no exit status of its own."""


class OtherEnding(_Reason, frozen=True):
    """Fails: the parent ended in another way than is claimed."""

    seen: Ending


class LineCount(msgspec.Struct, frozen=True):
    """How often a line was printed, and how often it is claimed to be."""

    text: str
    count: int
    claimed: int


class OtherLines(_Reason, frozen=True):
    """Fails: a line was not printed as often as is claimed, or one that is not claimed was.

    `unclaimed` are the first of those by their texts, `more` is how many other texts there were.
    """

    counts: tuple[LineCount, ...]
    unclaimed: tuple[str, ...]
    more: int


# ---- Of two events ----------------------------------------------------------------------------


class NotOnce(_Reason, frozen=True):
    """Unknown: one of the two events did not happen, or more than once."""


class OpenOrder(_Reason, frozen=True):
    """Unknown: the order hangs on a choice, or may have flowed where no system call shows it.

    `why` has a code of its own for either.
    """

    why: UnknownOrder


class NoOrder(_Reason, frozen=True):
    """Fails: proved concurrent; `came_first` did so in this run, `as_claimed` or not."""

    came_first: Event
    as_claimed: bool


class OrderProved(_Reason, frozen=True):
    """Fails: another order is proved than is claimed: `later` has to wait for `earlier`."""

    earlier: Event
    later: Event


class SeenNotProved(_Reason, frozen=True):
    """Unknown: the events came as is claimed, which weaker evidence than syscalls cannot prove."""


class OneOrderSeen(_Reason, frozen=True):
    """Unknown: one order was seen of two events that are claimed to be concurrent."""

    came_first: Event


class ExitSeen(_Reason, frozen=True):
    """Unknown: an exit was seen on the wrong side of a line, but it is noticed a little late."""

    came_first: Event


class CameFirst(_Reason, frozen=True):
    """Fails: the event that is claimed to be later came first, whatever the evidence."""

    event: Event


class OtherDoubt(_Reason, frozen=True):
    """Fails: the order is unknown, but for another reason than is claimed."""

    why: UnknownOrder


# ---- Of processes and their calls -------------------------------------------------------------


class NeedsCalls(_Reason, frozen=True):
    """Unknown: what is claimed takes system calls to be told."""


class NoSuchWorker(_Reason, frozen=True):
    """Fails: the program made fewer workers."""

    worker: int
    made: int


class OtherEndings(_Reason, frozen=True):
    """Fails: the workers ended in other ways, in the order of their creation.

    None is one that did not end by itself.
    """

    seen: tuple[Ending | None, ...]


class OutcomeCount(msgspec.Struct, frozen=True):
    """How many calls came out in a way: see the claim `calls`."""

    outcome: str
    count: int


class OtherCount(_Reason, frozen=True):
    """Fails: another number of calls came out as is claimed; `others` are how the others did."""

    count: int
    others: tuple[OutcomeCount, ...]


class CallsUncounted(_Reason, frozen=True):
    """Unknown: the process made more calls than an account keeps."""


class OtherSignals(_Reason, frozen=True):
    """Fails: the signal was delivered so many times."""

    count: int


class OtherState(_Reason, frozen=True):
    """Fails: the worker is in another state there; None if in none that has a name."""

    seen: WorkerState | None


class NoDifference(_Reason, frozen=True):
    """Fails: what is claimed of other sides alone holds here, too."""


class NotShown(_Reason, frozen=True):
    """A race was forced, and did not show.

    Fails: the run printed these lines, and ended by itself or stood still. Unknown: another limit
    ended it.
    """

    printed: tuple[str, ...]
    limit: Limit | None


# ---- Of joins ---------------------------------------------------------------------------------


class NothingClaimed(_Reason, frozen=True):
    """Unknown: the claim says nothing of this start method or language."""

    start_method: str


class JoinsNotProved(_Reason, frozen=True):
    """Unknown: joins take system calls; `waited_in` are the classes in which the parent waited."""

    waited_in: tuple[str, ...]


class NoWorker(_Reason, frozen=True):
    """Unknown: the program made no worker that could have been joined."""


class OtherJoin(_Reason, frozen=True):
    """Fails: the first worker that was not joined as is claimed, and how it was."""

    join: JoinFacts


# ---- Of the relation of all lines, on two sides -----------------------------------------------


class OrderNotProved(_Reason, frozen=True):
    """Unknown: the relation of lines takes system calls."""


class TooManyLines(_Reason, frozen=True):
    """Unknown: more lines were printed than are related, each to each."""


class LinesDiffer(_Reason, frozen=True):
    """Unknown: the two sides printed different lines, which have no relation in common."""


class OpenThere(_Reason, frozen=True):
    """Unknown: the relation of some lines is unknown on the side that this one is held against."""


class OtherRelation(_Reason, frozen=True):
    """Fails: two lines relate to each other in one way here and in another on the other side."""

    first: str
    second: str
    here: Relation
    there: Relation
    language: Language
    variant: str


Reason = (
    PartialRecording
    | NoProcess
    | OwnTracer
    | CutShort
    | LeftBehind
    | LostOutput
    | NotExited
    | OtherEnding
    | OtherLines
    | NotOnce
    | OpenOrder
    | NoOrder
    | OrderProved
    | SeenNotProved
    | OneOrderSeen
    | ExitSeen
    | CameFirst
    | OtherDoubt
    | NeedsCalls
    | NoSuchWorker
    | OtherEndings
    | OtherCount
    | CallsUncounted
    | OtherSignals
    | OtherState
    | NoDifference
    | NotShown
    | NothingClaimed
    | JoinsNotProved
    | NoWorker
    | OtherJoin
    | OrderNotProved
    | TooManyLines
    | LinesDiffer
    | OpenThere
    | OtherRelation
)
