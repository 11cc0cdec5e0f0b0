"""What a run did as a whole, held against claims: whether it ended, how, and what it printed."""

import signal
from collections import Counter

from joinscope import limits
from joinscope.recording.recording import Recording
from joinscope.verdict.verdict import HOLDS, Found, Outcome


def ends(recording: Recording) -> Found:
    """Whether it ended by itself and left no process behind."""
    killed = ", ".join(
        f"{each.command} (PID {each.pid})" if each.pid else each.command
        for each in recording.killed
    )
    match recording.limit:
        case "deadline":
            return Outcome.FAILS, f"it did not end before the deadline; killed: {killed}"
        case "output":
            return Outcome.FAILS, f"it printed more than is recorded; killed: {killed}"
        case "processes" | "memory":
            return (
                Outcome.FAILS,
                f"it took more {recording.limit} than is recorded; killed: {killed}",
            )
        case "survivors":
            return Outcome.FAILS, f"it left processes that could not be killed: {killed}"
    if recording.killed:
        return Outcome.FAILS, f"it left a process in the background; killed: {killed}"
    return HOLDS


def exits(seen: int | None, wanted: int) -> Found:
    """Whether it ended with this status."""
    if seen == wanted:
        return HOLDS
    if seen is None:
        return Outcome.UNKNOWN, "it was killed before it exited"
    return Outcome.FAILS, describe_status(seen)


def describe_status(status: int) -> str:
    """An exit status in words; -N: killed by signal N."""
    if status >= 0:
        return f"it exited with status {status}"
    try:
        name = signal.Signals(-status).name
    except ValueError:  # a real-time signal has no name
        name = f"signal {-status}"
    return f"it was killed by {name}"


def prints(seen: list[str], wanted: tuple[str, ...]) -> Found:
    """Whether it printed these lines, in any order, and no other."""
    counts, expected = Counter(seen), Counter(wanted)
    sentences = [
        f'"{text}" was printed {_times(counts[text])}'
        for text in dict.fromkeys(wanted)
        if counts[text] != expected[text]
    ]
    others = [text for text in dict.fromkeys(seen) if text not in expected]
    sentences += [f'"{text}" was printed too' for text in others[: limits.UNCLAIMED_LINES]]
    if len(others) > limits.UNCLAIMED_LINES:
        sentences.append(f"and {len(others) - limits.UNCLAIMED_LINES} other lines")
    return (Outcome.FAILS, "; ".join(sentences)) if sentences else HOLDS


def _times(count: int) -> str:
    return {0: "not at all", 1: "once", 2: "twice"}.get(count, f"{count} times")
