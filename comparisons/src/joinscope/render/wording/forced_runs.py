"""What forced runs have shown, in sentences."""

from joinscope.render.wording.roles import role_name, with_article
from joinscope.schedule import Point
from joinscope.schedules.answer_runs import ForcedAnswers
from joinscope.schedules.forced_runs import ForcedRun, Outcome, Waiting

OUTCOMES = {
    Outcome.WITNESSED: "printed by a forced run",
    Outcome.REFUSED: "WRONG: cannot be made, though nothing rules it out",
    Outcome.BROKEN: "WRONG: the later line was printed first",
    Outcome.DIVERGED: "not forced: the program made other calls",
    Outcome.UNKNOWN: "not forced: a limit ended the run, or it is not known whether it can be",
}


def outcome_text(run: ForcedRun, *, several: bool) -> str:
    """What a run has shown; of one that resists, who waited for whom."""
    if run.outcome is not Outcome.RESISTS or run.held is None:
        return OUTCOMES[run.outcome]
    (rule,) = run.attempt.schedule.holds
    if isinstance(rule.until, Point) and rule.at.thread == rule.until.thread:
        return "resists: one thread prints both"
    held = _who(run.held, several=several)
    if not run.waiting:
        return f"resists: with {held} held, nobody was left who could go on"
    waiting = ", ".join(_waits(each, several=several) for each in run.waiting)
    return f"resists: with {held} held, {waiting}"


def answers_text(forced: ForcedAnswers) -> str:
    """How many answers of the waits for any child were forced, and what that proves."""
    if forced.shown < forced.answers:
        return (
            f"waits for any child: {forced.shown} of {forced.answers} answers forced by the same "
            "calls, so nothing is proved by them together"
        )
    proves = "proved by all of them:" if forced.proved else "no more is proved by all of them"
    return f"waits for any child: each of {forced.answers} answers forced, {proves}"


def _waits(waiting: Waiting, *, several: bool) -> str:
    who = _who(waiting, several=several)
    if waiting.target is None:
        return f"{who} waited in {waiting.call}"
    target = with_article(role_name(waiting.target, waiting.target_worker, several=several))
    return f"{who} waited in {waiting.call} for {target}"


def _who(waiting: Waiting, *, several: bool) -> str:
    return with_article(role_name(waiting.role, waiting.worker, several=several))
