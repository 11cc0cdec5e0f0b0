"""How a process ended, in the words of the language that asks.

A C program has WEXITSTATUS() and WTERMSIG(); multiprocessing has `exitcode`, which is negative for
a signal. Neither word is used of the other language.
"""

import os

from joinscope.vocabulary import Ending, Language, signal_name


def ended(ending: Ending | None) -> str:
    """What a process did in the end: `exited with 0`, `killed by SIGTERM`."""
    if ending is None:
        return "did not end"
    if ending.signal is not None:
        return f"killed by {signal_name(ending.signal)}"
    return f"exited with {ending.code}"


def has_ended(ending: Ending | None) -> str:
    """The same behind its name: `exited with 0`, `was killed by SIGTERM`."""
    signalled = ending is not None and ending.signal is not None
    return f"{'was ' if signalled else ''}{ended(ending)}"


def they_ended(ending: Ending, *, several: bool, who: str = "") -> str:
    """The same of one worker or of several, as a sentence; `who` are they if not It or They."""
    who = who or ("They" if several else "It")
    if ending.signal is None:
        return f"{who} {ended(ending)}."
    return f"{who} {'were' if several else 'was'} {ended(ending)}."


def as_read(ending: Ending, language: Language) -> tuple[str, int]:
    """By which name a program of the language reads how a process ended, and what it then gets."""
    if language == "python":
        return "exitcode", ending.exitcode
    if ending.signal is not None:
        return "WTERMSIG", ending.signal
    return "WEXITSTATUS", ending.code or 0


def ends(exitcode: int) -> str:
    """What is claimed of the parent's end: `exits with 0`, `is killed by SIGKILL`."""
    ending = Ending.of(exitcode)
    if ending.signal is not None:
        return f"is killed by {signal_name(ending.signal)}"
    return f"exits with {ending.code}"


def it_ended(exitcode: int) -> str:
    """What was seen of the parent's end."""
    ending = Ending.of(exitcode)
    if ending.signal is not None:
        return f"it was killed by {signal_name(ending.signal)}"
    return f"it exited with status {ending.code}"


def program_ended(ending: Ending | None) -> str:
    """How the program ended, as a note below what it printed."""
    if ending is None:
        return "did not end by itself"
    if ending.signal is not None:
        return f"was killed by {signal_name(ending.signal)}"
    return f"exit status {ending.code}"


def status_text(status: int) -> str:
    """A wait status word, decoded as WIFEXITED() and its kin do: `exited with 1`."""
    if os.WIFSTOPPED(status):
        return f"stopped by {signal_name(os.WSTOPSIG(status))}"
    if os.WIFCONTINUED(status):
        return "continued"
    return ended(Ending.of(os.waitstatus_to_exitcode(status)))


def status_word(status: int) -> str:
    """The same with the word itself: `0x0100: exited with 1`."""
    return f"0x{status & 0xFFFF:04x}: {status_text(status)}"
