"""Joins in sentences."""

from joinscope.explanation.known_traps import NeverReaped
from joinscope.explanation.model import Join, Joins, Place, SideExplanation
from joinscope.joins.facts import JoinFacts
from joinscope.render.wording.calls import ends_a_file
from joinscope.render.wording.durations import duration
from joinscope.render.wording.paths import hops
from joinscope.render.wording.roles import short_name, with_article
from joinscope.render.wording.status import they_ended
from joinscope.vocabulary import RoleKind

LONG = 100_000_000  # ns: a zombie for less goes unnoticed
# Seconds: what is shorter is what it takes to start and to end a process, in each run another time.
NOTICED = 0.01


def joining_text(join: JoinFacts, *, several: bool) -> str:
    """Which calls told of a worker's end and who reaped it, without the worker's name."""
    by = join.told_by or join.asked_by
    whose = with_article(short_name(by, several=several)) if by else "the program"
    if join.call is None:
        told = f"no call of {whose}"
    else:
        # By their classes: poll is ppoll from 3.15 on, and on other machines.
        calls = join.served if len(join.served) > 1 else (join.call,)
        told = f"{' + '.join(calls)} by {whose}"
    if join.reaped_by is None:
        return f"{told}; nobody of the program reaps"
    if join.reaped_by == join.told_by:
        return f"{told}, which reaps"
    return f"{told}; {with_article(short_name(join.reaped_by, several=several))} reaps"


def where(place: Place | None) -> str:
    """A line of source by its file and number."""
    return f"{place.file.rpartition('/')[2]}:{place.line}" if place else ""


def summary(joins: Joins, story: SideExplanation) -> str:
    """What joins that are alike have in common, in a sentence or two."""
    join = joins.shown[0]
    several = joins.count > 1
    who = names(joins, story)
    end = _end(join, story, several=several)
    if join.call is None and join.ending is None and not join.orphan:
        when = "the run was cut short" if story.limit else "the parent had"
        return f"{_capital(who)} had not ended when {when}."
    if join.call is None:
        if join.attempt:  # it speaks of others, too
            end = _end(join, story, several=several, who=_capital(who))
        return f"{untold(joins, story)} {end}".strip()
    call = join.call.name
    name = join.method if join.method in (call, "exitcode") else f"{join.method}()"
    by = "" if join.method == call else f", in {call}"
    if join.ending is None and join.traced is None and join.method == "exit":
        return f"At the end of the program multiprocessing joins {who}{by}; that did not return."
    if join.ending is None and join.traced is None:
        return f"{name} waits for {who}{by}, and did not return."
    time = f" {waited(joins)}" if joins.waited and joins.waited[-1] >= NOTICED else ""
    if join.method == "exit":
        begin = f"At the end of the program multiprocessing waited{time} for {who}"
    elif ends_a_file(join.call) and join.method == call:
        begin = f"{name} came to an end of file, as {who} had ended"
    elif join.blocked:
        begin = f"{name} waited{time} until {who} had ended"
    else:
        begin = f"{name} found that {who} had ended"
    return f"{begin}{by}{_reaped(join, story, several=several)}. {end}".strip()


def untold(joins: Joins, story: SideExplanation) -> str:
    """That no wait told of the ends of workers, and why that did not which could have."""
    join, who = joins.shown[0], names(joins, story)
    if not join.tried:
        return f"No process of the program waited for {who}."
    whose = f"the end of {who}" if joins.count > 1 else f"{who}'s end"
    why = f": {_in_vain(join, story)}" if join.attempt else ""
    return f"The program waited, but no wait of it told of {whose}{why}."


def _end(join: Join, story: SideExplanation, *, several: bool, who: str = "") -> str:
    """How workers ended, and who adopted them; `who` are they if not It or They."""
    end = they_ended(join.ending, several=several, who=who) if join.ending else ""
    return f"{end} {orphan(join, story, several=several)}".strip()


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def names(joins: Joins, story: SideExplanation) -> str:
    """The workers of joins that are alike: by their numbers where these are few."""
    if joins.count > len(joins.shown):
        return f"{joins.count} workers"
    if story.workers == 1:
        return "the worker"
    *names, last = (f"worker {each.worker}" for each in joins.shown)
    return f"{', '.join(names)} and {last}" if names else last


def _in_vain(join: Join, story: SideExplanation) -> str:
    """What the last wait that could have told of a worker's end did instead."""
    attempt = join.attempt
    if attempt is None:
        return ""
    by = with_article(short_name(attempt.by, several=story.workers > 1))
    of = "" if attempt.by.role is RoleKind.PARENT else f" of {by}"
    at = f" at {where(attempt.place)}" if attempt.place else ""
    name = f"{attempt.method}(){of}{at}"
    match attempt.outcome:
        case "another":
            whose = "another child" if attempt.worker is None else f"worker {attempt.worker}"
            return f"{name} took the status of {whose}"
        case "not_yet":
            return f"{name} only looked (WNOHANG), and it had not ended yet"
        case "interrupted":
            return f"{name} was interrupted by a signal (EINTR), and not called again"
        case "no_child" if attempt.pid is not None:
            return f"{name} failed with ECHILD, as {by} had no child {attempt.pid}"
        case "no_child":
            return f"{name} failed with ECHILD"


def orphan(join: Join, story: SideExplanation, *, several: bool) -> str:
    """That its parent had ended first, and who became its parent then."""
    if not join.orphan:
        return ""
    they = "They were orphans" if several else "It was an orphan"
    by = "the system"
    if join.adopted_by is not None:
        by = with_article(short_name(join.adopted_by, several=story.workers > 1))
    them = "them" if several else "it"
    text = f"{they}, whose own parent had ended first: {by} adopted {them}"
    if join.adopted_by is None or join.reaped_by is not None:
        return f"{text}."
    wait = "waitpid(-1, ...)" if story.language == "c" else "os.waitpid(-1, 0)"
    return f"{text}, and has to wait for {them}, too: {wait}."


def _reaped(join: Join, story: SideExplanation, *, several: bool) -> str:
    them = "them" if several else "it"
    if join.reaped_by is None:
        return f"; no process of the program reaped {them}"
    waits = join.call is not None and join.call.kind == "wait"
    if waits and join.reaped_by.role is not RoleKind.FORK_SERVER:
        itself = join.call is not None and join.method == join.call.name
        return f", and reaped {them}" if itself else f", which reaped {them}"
    return f"; {with_article(reaper(join, story))} reaped {them}"


def reaper(join: Join, story: SideExplanation) -> str:
    """Who took the worker's exit status; empty if no process of the program did."""
    if join.reaped_by is None:
        return ""
    return short_name(join.reaped_by, several=story.workers > 1, joined=join.worker)


def join_path(join: Join, story: SideExplanation) -> list[str]:
    """How the worker's end reached whoever waited for it, hop by hop."""
    return hops(join.path, several=story.workers > 1, joined=join.worker)


def waited(joins: Joins) -> str:
    """How long they took, of an untraced run."""
    if joins.waited is None:
        return ""
    least, _, most = (duration(seconds * 10**9) for seconds in joins.waited)
    if joins.count == 1 or least == most:
        return most
    return f"{least} to {most}"


def zombie(join: Join) -> str:
    """How long the worker was a zombie, if that is long, and no trap of it tells that."""
    if (
        join.zombie is None
        or join.zombie < LONG
        or any(isinstance(each, NeverReaped) for each in join.traps)
    ):
        return ""
    return f"It was a zombie for {duration(join.zombie)} of the traced run."
