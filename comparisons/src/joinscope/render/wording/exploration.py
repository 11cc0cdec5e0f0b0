"""What was explored, and found, in words."""

from collections.abc import Sequence

from joinscope.render.wording import status
from joinscope.schedule import Hold, Point
from joinscope.schedules.exploration import RunOutcome
from joinscope.schedules.outcomes import Explored, FoundOutcome, Search
from joinscope.schedules.shrink import Shrunk


def searched_text(found: Explored, search: Search, sorts: Sequence[str]) -> str:
    """How many runs there were, and of which kind: never that these are all outcomes."""
    at = f"threads held at {', '.join(sorts)}"
    runs = "1 run" if found.runs == 1 else f"{found.runs} runs"
    many = "1 outcome" if len(found.found) == 1 else f"{len(found.found)} outcomes"
    if search.seed is not None:
        return f"{many} in {runs} that deviate at random (seed {search.seed}), {at}"
    if search.bound == 0:
        return f"{many} in {runs}, which does not deviate from the default, {at}"
    which = "all that deviate" if found.whole else "the first of those that deviate"
    return f"{many} in {runs}, {which} at most {_times(search.bound)} from the default, {at}"


def times_text(found: FoundOutcome, runs: int) -> str:
    """How often an outcome came, and by how few deviations; nobody knows whether fewer do."""
    if found.deviations == 0:
        return f"{found.runs} of {runs} runs, also without a deviation"
    return f"{found.runs} of {runs} runs, with {_deviations(found.deviations)} at least"


def ending_text(outcome: RunOutcome) -> str:
    """How such a run ends."""
    if outcome.limit == "standstill":
        return "it hangs: nothing in it can go on"
    if outcome.limit is not None:
        return f"ended by a limit: {outcome.limit}"
    ended = "exited with nothing" if outcome.status is None else status.it_ended(outcome.status)
    return f"{ended}; {outcome.error}" if outcome.error else ended


def came_text(few: Shrunk) -> str:
    """In how many runs by a schedule its outcome came; its holds follow, if it has any."""
    held = "in which joinscope held" if few.schedule.holds else "without a hold that brings it"
    return f"came in each of {few.runs} runs {held}"


def attacked_text(few: Shrunk) -> str:
    """In how many of these other threads were held, to break it."""
    times = "once" if few.attacked == 1 else f"in {few.attacked} of them"
    return f"{times} with others held as well, to break it"


def hold_text(hold: Hold) -> str:
    """A rule: who is held where, until when."""
    until = "nothing else can happen" if hold.until == "quiet" else point_text(hold.until)
    return f"{point_text(hold.at)}, until {until}"


def point_text(point: Point | str) -> str:
    """A point in the life of a thread."""
    if isinstance(point, str):
        return point
    who = f"thread {point.thread}" if point.thread else "any thread"
    call = point.call or "call"
    nth = f"{_nth(point.nth)} " if point.nth else ""
    match point.where:
        case "birth":
            return f"{who} at its birth"
        case "exit":
            return f"{who} at its end"
        case "enter":
            return f"{who} before its {nth}{call}"
        case "leave":
            answer = f" with a {point.result} answer" if point.result else ""
            return f"{who} after its {nth}{call}{answer}"


def _deviations(count: int) -> str:
    return "1 deviation" if count == 1 else f"{count} deviations"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _nth(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
