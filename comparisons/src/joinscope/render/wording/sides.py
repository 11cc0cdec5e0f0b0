"""Sides of a program, their processes and their steps in a few words."""

from joinscope.explanation.match_steps import Pair
from joinscope.explanation.model import Arrow, Explanation, Lane, SideExplanation, Step, Waiting
from joinscope.render.terminal import heading
from joinscope.render.wording.calls import call_text
from joinscope.render.wording.durations import duration
from joinscope.render.wording.edges import edge_text
from joinscope.render.wording.roles import role_name
from joinscope.render.wording.status import ended
from joinscope.vocabulary import Language

LANGUAGE: dict[Language, str] = {"python": "Python", "c": "C"}


def label(story: SideExplanation) -> str:
    """A side in a few words: its language and its start method."""
    return f"{LANGUAGE[story.language]} {story.start_method}"


def running(explanation: Explanation) -> str:
    """What is running: the Pythons with their start methods, the kernel and the evidence."""
    runtimes = (
        f"{each.name}: {', '.join(each.start_methods)}" if each.start_methods else each.name
        for each in explanation.runtimes
    )
    return heading(", ".join(runtimes), "syscalls")


def pair_label(pair: Pair) -> str:
    """Both sides of a pair in a few words."""
    return " beside ".join(label(story) for story in pair.stories)


def lane_name(lane: Lane, story: SideExplanation) -> str:
    """What the process of a lane is called."""
    return role_name(lane.role, lane.worker, several=story.workers > 1)


def arrow_text(arrow: Arrow) -> str:
    """What carried the order from one process to another."""
    return arrow.call or edge_text(arrow.edge)


def waiting_text(waiting: Waiting, story: SideExplanation) -> str:
    """What a process was waiting for where the run was cut short."""
    actor = waiting.actor
    name = role_name(actor.role, actor.worker, several=story.workers > 1)
    call = call_text(waiting.call) or f"{waiting.function}()"
    place = waiting.place
    at = f", at {place.text!r}, line {place.line}" if place else ""
    return f"{name} waits in {call}{at}"


def step_title(step: Step, worker: str = "the worker") -> str:
    """What a side did in a step; `worker` is what the worker that it is about is called."""
    match step.kind:
        case "ask":
            return f"{step.function}() asks the fork server for {worker}"
        case "create":
            return f"{step.function}() creates {worker}"
        case "run":
            return f"{worker} begins in {step.function}()" if step.function else f"{worker} begins"
        case "print":
            return f'prints "{step.text}"'
        case "sleep":
            return f"sleeps {duration((step.end or step.start) - step.start)}"
        case "end":
            return f"{worker} ends: {ended(step.ending)}"
        case "wait" if step.blocked:
            return f"{step.function}() waits until {worker} has ended"
        case "wait":
            return f"{step.function}() learns that {worker} has ended"
        case "reap" if step.returns and step.call:
            return f"{step.call.name} returns with {worker}'s status"
        case "reap":
            return f"takes {worker}'s status"
        case "exit":
            return "the parent ends"
