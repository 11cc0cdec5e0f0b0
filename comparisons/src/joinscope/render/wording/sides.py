"""Sides of a program, their processes and their steps in a few words."""

import re
from collections import Counter
from collections.abc import Iterable

from joinscope.explanation.calls import Call, Number
from joinscope.explanation.match_steps import Pair
from joinscope.explanation.model import Arrow, Explanation, Lane, SideExplanation, Step, Waiting
from joinscope.render.terminal import heading
from joinscope.render.wording.call_titles import call_title
from joinscope.render.wording.calls import ends_a_file, polls, waiting_call
from joinscope.render.wording.durations import duration
from joinscope.render.wording.edges import edge_text
from joinscope.render.wording.hangs import IDLE, PYTHON_WAITS
from joinscope.render.wording.joins import where
from joinscope.render.wording.languages import WordingLanguage, wording_language
from joinscope.render.wording.roles import role_name, with_article
from joinscope.render.wording.status import ended, status_text, status_word
from joinscope.vocabulary import Language

# What multiprocessing calls a process that nobody has named; its number says nothing.
GIVEN = re.compile(r"|(MainProcess|\w*Process-\d+(:\d+)*)")
DECODES: dict[WordingLanguage, str] = {
    "python": "os.waitstatus_to_exitcode()",
    "c": "WEXITSTATUS()",
}
LANGUAGE: dict[Language, str] = {"python": "Python", "c": "C"}


def label(story: SideExplanation) -> str:
    """A side in a few words: its language and its start method; a command by its own name."""
    if story.language == "c" and not story.start_method and not story.files:
        return story.runtime
    return f"{LANGUAGE[story.language]} {story.start_method}".strip()


def side_names(explanation: Explanation) -> list[str]:
    """What is meant by the names of the sides; nothing where a name is a language or a command."""
    named = [each for each in explanation.stories if each.start_method]
    labels = list(dict.fromkeys(label(each) for each in named))
    if len(named) == len(explanation.stories) == 1:
        (story,) = named
        method = story.start_method
        return [f"It was run with the start method {method}, and is called {label(story)} below."]
    if not labels:
        return []
    return [f"Each side is called by its language and its start method: {', '.join(labels)}."]


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


def step_owner(step: Step, lane: Lane, story: SideExplanation) -> str:
    """The process that took a step, and its thread where that is not the first."""
    name = lane_name(lane, story)
    if step.thread is None:
        return name
    return f"{name}, thread {step.thread}" if step.thread else f"{name}, threads"


def lane_title(lane: Lane) -> str:
    """What a process is called beside its role: its name, if somebody has named it, or program."""
    program = "" if lane.creator is None else lane.program
    return program if GIVEN.fullmatch(lane.name) else lane.name


def lane_heading(lane: Lane, story: SideExplanation) -> str:
    """The process of a lane by its role, its name or program, and its PID."""
    title = lane_title(lane)
    return f"{lane_name(lane, story)}{f': {title}' if title else ''} ({lane.pid})"


def lane_depth(lane: Lane, story: SideExplanation) -> int:
    """How far below the first process a process is in the tree, among those that have a lane."""
    lanes = {each.number: each for each in story.lanes}
    depth, creator = 0, lane.creator
    while creator is not None and creator in lanes:
        depth, creator = depth + 1, lanes[creator].creator
    return depth


def lane_fact(lane: Lane, story: SideExplanation) -> str:
    """Which process a lane is of, and which process made that."""
    by = process_name(lane.creator, story)
    return f"{lane_heading(lane, story)}{f', made by {by}' if by else ''}"


def arrow_text(arrow: Arrow) -> str:
    """What carried the order from one process to another."""
    return arrow.call or edge_text(arrow.edge)


def waiting_text(waiting: Waiting, story: SideExplanation) -> str:
    """What a process was waiting for where the run was cut short."""
    actor = waiting.actor
    name = role_name(actor.role, actor.worker, several=story.workers > 1)
    if waiting.thread is not None:
        name = f"{name}, thread {waiting.thread},"
    place = waiting.place
    at = f", at {place.text!r}, line {place.line}" if place else ""
    return f"{name} {_doing(waiting)}{at}"


def waiting_texts(waiting: Iterable[Waiting], story: SideExplanation) -> list[str]:
    """The same of several; those that stand still alike in one process are told at once, last."""
    texts: list[str] = []
    idle: dict[object, list[Waiting]] = {}
    for each in waiting:
        if each.idle is None:
            texts.append(waiting_text(each, story))
        else:
            idle.setdefault((each.actor, each.idle), []).append(each)
    for first, *others in idle.values():
        actor = first.actor
        name = role_name(actor.role, actor.worker, several=story.workers > 1)
        several = f"{name}, {1 + len(others)} threads: each {_doing(first)}"
        texts.append(several if others else waiting_text(first, story))
    return texts


def _doing(waiting: Waiting) -> str:
    function = f"{waiting.function}()" if waiting.function else ""
    match waiting.doing:
        case "waiting" if waiting.idle is not None:
            return IDLE[waiting.idle]
        case "stopped":
            return f"is stopped by {waiting.signal}"
        case "running":
            return f"runs{f', in {function}' if function else ''}"
    call = waiting.call
    if call is None:
        return f"waits in {function}" if function else "waits"
    if call.name == "futex":
        what = "for a lock or another thread"
        if waiting.python is not None:
            what = PYTHON_WAITS[waiting.python]
        return f"waits {what} (futex{f', in {function}' if function else ''})"
    return f"waits in {waiting_call(call)}"


def process_name(number: int | None, story: SideExplanation) -> str:
    """What the process with this number is called within a sentence; empty if it has no lane."""
    lane = next((each for each in story.lanes if each.number == number), None)
    return with_article(lane_name(lane, story)) if lane else ""


def step_text(step: Step, story: SideExplanation) -> str:
    """What a side did in a step, with the names of its processes, and how often in a row."""
    worker = "the worker"
    if step.worker is not None and story.workers > 1:
        worker = f"worker {step.worker}"
    elif step.worker is None and step.kind == "end":
        worker = process_name(step.lane, story)
    other = "itself" if step.other == step.lane else process_name(step.other, story)
    text = step_title(step, worker, other)
    if step.kind == "block" and step.call is not None and _ends(step.lane, story):
        text = f"is in {step.function or step.call.name}() when its process ends"
    return f"{text}{in_thread(step)}{repeated(step)}"


def _ends(number: int, story: SideExplanation) -> bool:
    """Whether a process ended while it was recorded."""
    return any(lane.number == number and lane.end is not None for lane in story.lanes)


def owned_step_text(step: Step, story: SideExplanation) -> str:
    """The same behind the name of the process that took it, if that has a lane."""
    by = process_name(step.lane, story)
    return f"{by}: {step_text(step, story)}" if by else step_text(step, story)


def in_thread(step: Step) -> str:
    """Which thread of its process took a step; empty for the first one."""
    if step.thread is None:
        return ""
    return f", in thread {step.thread}" if step.thread else ", in several threads"


def repeated(step: Step) -> str:
    """How often a step was taken in a row; empty for once."""
    if step.count == 1:
        return ""
    return f", {step.count} times, {duration(step.every or 0)} apart"


def step_title(step: Step, worker: str = "the worker", other: str = "") -> str:
    """What a side did in a step.

    `worker` is what the worker that it is about is called, `other` the other process.
    """
    match step.kind:
        case "ask":
            return f"{step.function}() asks the fork server for {worker}"
        case "create" if step.worker is None:
            return f"{step.function}() creates {other or 'a process'}"
        case "create":
            return f"{step.function}() creates {worker}"
        case "run":
            return f"{worker} begins in {step.function}()" if step.function else f"{worker} begins"
        case "print":
            return f'prints "{step.text}"'
        case "sleep" if step.count > 1:
            return "sleeps"
        case "sleep":
            return f"sleeps {duration((step.end or step.start) - step.start)}"
        case "end":
            return f"{worker} ends: {ended(step.ending)}"
        case "wait":
            return f"{step.function}() {_of_wait(step)} {worker} has ended"
        case "reap" if step.returns and step.call and not polls(step.call):
            return f"{step.call.name} returns with {worker}'s status"
        case "reap":
            return f"takes {whose(worker if step.worker is not None else other)} status"
        case "exit":
            return f"the parent ends: {ended(step.ending)}" if step.ending else "the parent ends"
    return call_title(step, worker if step.worker is not None else other, other)


def _of_wait(step: Step) -> str:
    """What a call did that told of a worker's end."""
    call = step.call
    if call is not None and ends_a_file(call) and step.function == call.name:
        return "comes to an end of file, as"
    return "waits until" if step.blocked else "learns that"


def whose(name: str) -> str:
    """The name as an owner; a child of unknown name is one all the same."""
    return f"{name}'s" if name else "a child's"


def outcome(step: Step, story: SideExplanation) -> str:
    """The call of a step by its name, and in a word or two what came of it."""
    call = step.call
    if call is None:
        if step.kind != "lock":
            return ""
        name = step.function if step.function == "futex" else f"{step.function}()"
        return name if step.end is not None else f"{name} ..."
    match step.kind:
        case "wait" if call.kind == "wait":
            return f"{call.name} begins"
        case "reap" if step.returns and call.status is not None and not polls(call):
            return f"{call.name} returns {status_word(call.status)}"
        case "reap" | "report" if call.status is not None:
            return f"{call.name} {status_word(call.status)}"
        case "look":
            return f"{call.name} = 0"
        case "expire":
            return f"{call.name} timed out"
        case "fail":
            return f"{call.name} {'returns ' if step.returns else ''}{call.error}"
        case "block":
            return f"{call.name} ..."
        case "kill":
            to = "itself" if step.other == step.lane else process_name(step.other, story)
            return f"{call.name} {step.signal}{f' to {to}' if to else ''}"
        case "exit" | "end" if step.ending is not None:
            return f"{call.name} {exit_argument(call)}".strip()
    return call.name


def exit_status_text(story: SideExplanation) -> str:
    """That the program's exit status is not what it was given; empty if it is."""
    given, ending = story.exit_argument, story.ending
    if given is None or ending is None or ending.code is None or given == ending.code:
        return ""
    text = (
        f"The program's exit status is {ending.code}, not {given}: only the lowest 8 bits of it "
        "are kept"
    )
    if given == ending.code << 8 or (ending.code == 0 and given & 0xFF == 0):
        text += f"; {given} is the wait status word of {status_text(given & 0xFFFF)!r}"
        if (language := wording_language(story)) in DECODES:
            text += f", which {DECODES[language]} decodes"
    return f"{text}."


def end_note(story: SideExplanation) -> str:
    """That a program failed and no known trap says why; empty where one does, or none need."""
    ending = story.ending
    failed = ending is not None and ending.code != 0 and story.untraced_end is None
    if not failed or story.diagnoses or any(each.traps for of in story.joins for each in of.shown):
        return ""
    last = next((each for each in reversed(story.steps) if each.kind == "exit"), None)
    place = None if last is None else last.place
    asked = f" The program itself asked for that end, at {where(place)}." if place else ""
    caught = any(line.startswith("Traceback") for line in story.errors)
    shown = " What standard error shows may have been caught." if caught else ""
    return f"None of the known traps was found in it.{asked}{shown}"


def exit_argument(call: Call) -> str:
    """What an exit was given."""
    given = [each.value for each in call.arguments if isinstance(each, Number)]
    return f"({given[0]})" if given else ""


def uncounted(story: SideExplanation) -> str:
    """What happened beside the steps that are shown, counted; empty for nothing."""
    found = _beside(story)
    return ", ".join(f"{number} {name}" for name, number in sorted(found.items()))


def left_out(story: SideExplanation) -> str:
    """How much that is, where there is no room for more; empty for nothing."""
    number = _beside(story).total()
    them = "calls or signals" if number > 1 else "call or signal"
    return f"{number} other {them} left out here; --format json counts them." if number else ""


def _beside(story: SideExplanation) -> Counter[str]:
    found: Counter[str] = Counter()
    for step in story.steps:
        if step.minor:
            name = step.call.name if step.call else step.function or step.kind
            found[step.signal or name] += step.count
    found.update(dict(story.uncounted))
    return found
