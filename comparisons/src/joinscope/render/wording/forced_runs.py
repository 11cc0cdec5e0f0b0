"""What forced runs have shown, in sentences."""

from joinscope.catalog.claims import Before
from joinscope.render.wording.roles import role_name, with_article
from joinscope.schedule import Point
from joinscope.schedules.answer_runs import ForcedAnswers
from joinscope.schedules.claim_attacks import ClaimAttack, NotAttacked
from joinscope.schedules.forced_runs import ForcedRun, Outcome, Waiting

OUTCOMES = {
    Outcome.WITNESSED: "printed by a forced run",
    Outcome.REFUSED: "WRONG: cannot be made, though nothing rules it out",
    Outcome.BROKEN: "WRONG: the later line was printed first",
    Outcome.DIVERGED: "not forced: the program made other calls",
    Outcome.UNKNOWN: "not forced: a limit ended the run, or it is not known whether it can be",
}
NOT_ATTACKED = {
    NotAttacked.NO_LINE: "not tried: only what prints a line can be held back from it",
    NotAttacked.NOT_ONCE: "not tried: one of the two lines was not printed exactly once",
    NotAttacked.WHO: "not tried: it is not known who prints which line",
    NotAttacked.ONE_WRITE: "not tried: one write prints both lines, and nothing comes in between",
}


def outcome_text(run: ForcedRun, *, several: bool) -> str:
    """What a run has shown; of one that resists, who waited for whom."""
    if run.outcome is not Outcome.RESISTS or run.held is None:
        return OUTCOMES[run.outcome]
    return f"resists: {_resistance(run, run.held, several=several)}"


def _resistance(run: ForcedRun, let_go: Waiting, *, several: bool) -> str:
    """Why the later line did not come, with who was let go in the end."""
    (rule,) = run.attempt.schedule.holds
    if isinstance(rule.until, Point) and rule.at.thread == rule.until.thread:
        return "one thread prints both"
    held = _who(let_go, several=several)
    if not run.waiting:
        return f"with {held} held, nobody was left who could go on"
    waiting = ", ".join(_waits(each, several=several) for each in run.waiting)
    return f"with {held} held, {waiting}"


def attempt_text(claim: Before) -> str:
    """How it is tried to break a claimed order of two lines."""
    first, second = claim.first.name, claim.second.name
    return (
        f'In a run of its own joinscope holds back whoever prints "{first}", at the write that '
        f'prints it, until "{second}" is printed; or, as a last resort, until nothing else can '
        "happen. A run that is held so is a legal run: any machine may be so slow."
    )


def attack_text(attack: ClaimAttack) -> str:
    """What came of the attempt to break a claim on one side."""
    run, second = attack.attempt, attack.claim.second.name
    if isinstance(run, NotAttacked):
        return NOT_ATTACKED[run]
    match run.outcome:
        case Outcome.RESISTS if run.held is not None:
            return f'"{second}" did not come: {_resistance(run, run.held, several=attack.several)}'
        case Outcome.BROKEN if not attack.proved:
            return f'"{second}" was printed first: the order does not hold'
        case Outcome.DIVERGED:
            return "the program made other calls than before, so this run says nothing"
        case Outcome.UNKNOWN:
            return "a limit ended the run, so it says nothing"
    return outcome_text(run, several=attack.several)


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
