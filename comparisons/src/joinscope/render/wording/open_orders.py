"""Why an order is unknown, in words: a choice, or a way that cannot be followed."""

from joinscope.happens_before.choices import Choice
from joinscope.happens_before.hidden_ways import Reason
from joinscope.joins.facts import UnknownOrder
from joinscope.render.wording.roles import short_name, with_article
from joinscope.vocabulary import Relation

CHOICE: dict[Choice, str] = {
    Choice.WHICH_CHILD: "it depends on which worker ended first",
    Choice.WHICH_WRITER: "it depends on who wrote first",
    Choice.WHICH_READER: "it depends on who read first",
    Choice.WHICH_READY: "it depends on what was ready first",
    Choice.WHICH_SIGNAL: "it depends on who sent the signal",
    Choice.WHICH_END: "it depends on who ended the connection",
    Choice.HOW_MUCH: "it depends on how much was there to be read",
    Choice.TIMED: "it depends on what came before the time was up",
    Choice.NON_BLOCKING: "it depends on what had come before the call looked",
    Choice.NOT_YET: "it depends on what had not come when the call looked",
    Choice.INTERRUPTED: "it depends on where the signal came",
    Choice.ACCEPTED: "it depends on who connected first",
    Choice.LOCKED: "it depends on who got the lock first",
    Choice.WHICH_CHANGE: "it depends on whether the worker was stopped before it ended",
}
REASON: dict[Reason, str] = {
    Reason.HIDDEN_ORDER: "order may have flowed where no system call shows it",
    Reason.SHARED_MEMORY: "order may have flowed through shared memory",
    Reason.THREADS: "order may have flowed through the memory that threads share",
    Reason.FILE: "order may have flowed through a file",
    Reason.LOCK: "order may have flowed through a lock",
    Reason.TERMINAL: "whoever sits at the terminal may have answered anything",
    Reason.NETWORK: "what came through a socket may have come from anybody",
    Reason.SOCKET_ADDRESS: "order may have flowed by who listened at an address",
    Reason.UNRECORDED_PROCESS: "a process that is not recorded may have passed order on",
    Reason.UNKNOWN_OBJECT: "order may have flowed through something that is not followed",
    Reason.OVERLAPPING_CALLS: "calls overlapped, and whose bytes were read is not known",
    Reason.UNCOUNTED_BYTES: "how many bytes were moved is not known",
    Reason.BACK_PRESSURE: "a write may have waited for room",
    Reason.SIGNAL: "who has sent a signal is not known",
    Reason.CHILD_STATE: "where a child was when a call told of it is not known",
    Reason.UNREADABLE: "what a call was given or answered could not be read",
    Reason.END_OF_CHANNEL: "who has closed the other end is not known",
    Reason.IO_URING: "order may have flowed through io_uring",
    Reason.UNKNOWN_CALL: "a call may have carried order that is not followed",
    Reason.PROCESS_LOOK: "a process may have looked at another one",
    Reason.FILE_SYSTEM: "order may have flowed through the file system",
    Reason.SEMAPHORE: "order may have flowed through a semaphore",
    Reason.MESSAGE_QUEUE: "order may have flowed through a message queue",
    Reason.DESCRIPTOR_STATE: "order may have flowed through what descriptors share",
    Reason.DEVICE: "order may have flowed through a device",
    Reason.MACHINE: "order may have flowed through a setting of the whole machine",
    Reason.FOREIGN_ARCHITECTURE: "a call of another architecture may have carried order",
}


def why_unknown(why: UnknownOrder, *, several: bool) -> str:
    """The reason, and in parentheses the call, whose it is and what it was about."""
    if why.code == "not_once":
        return "one of the two did not happen exactly once"
    told = CHOICE[Choice[why.code.upper()]] if why.choice else REASON[Reason[why.code.upper()]]
    by = "" if why.process is None else with_article(short_name(why.process, several=several))
    if why.call is None:
        return told
    where = f"{why.call} by {by}" if by else why.call
    return f"{told} ({where}, {why.object})" if why.object else f"{told} ({where})"


def by_choice(why: UnknownOrder, first: str, second: str) -> str:
    """What the order was as the choice came out here; empty where nothing says so."""
    if why.by_choice is None:
        return ""
    early, late = (first, second) if why.by_choice is Relation.BEFORE else (second, first)
    return f"{early} before {late} as it came out here"
