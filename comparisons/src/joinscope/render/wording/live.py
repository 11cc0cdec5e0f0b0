"""A program that runs, in words: whether it goes on, and why that is not known."""

from joinscope import limits
from joinscope.explanation.live_hang import LiveAnswer, ProcessDoubt, StacksMissing
from joinscope.live.unseen import Unseen
from joinscope.render.wording.hangs import doing
from joinscope.vocabulary import signal_name

DOUBTS = {
    "unreadable": "it may not be read in which call it is, or what it holds",
    "timer": "it has a timer that is set, or may be",
    "kernel": "the kernel does something for it, by io_uring or the like",
    "runs": "it runs",
    "stopped": "it is stopped: SIGCONT has it go on",
    "traced": "a debugger or tracer holds it",
    "frozen": "its cgroup is frozen, and goes on once it is thawed",
    "timed": "it waits for a time",
    "outside": "what it waits for may come from outside, or is not known here",
}
STACKS: dict[StacksMissing, str] = {
    "no_py_spy": (
        "without py-spy there are no lines of Python: pip install 'joinscope[why]' has it."
    ),
    "refused": "py-spy has told no stack, so there are no lines of Python.",
    "not_asked": "",
}


def conclusion(answer: LiveAnswer) -> str:
    """The verdict in a sentence."""
    who = f"{answer.process} ({answer.pid})"
    match answer.verdict:
        case "stuck":
            return f"stuck: nothing in these processes can end the wait of {who}."
        case "likely_stuck":
            return (
                f"likely stuck: nothing that may be seen of these processes can end the wait of "
                f"{who}, but that is no proof:"
            )
        case "going_on":
            last = answer.hang.chain[-1]
            alone = len(answer.hang.chain) == 1
            if last.doing not in ("sleeps", "runs") or (answer.timed and not alone):
                return f"going on: the wait of {who} ends by itself."
            if alone:
                return f"going on: {who} {doing(last)}."
            return f"going on: {who} waits, and {last.process} ({last.pid}) {doing(last)}."
    return f"unknown: it cannot be told whether the wait of {who} ends."


def condition(answer: LiveAnswer) -> str:
    """Under which condition the cause is that which is told; empty if it is so without any."""
    if answer.hang.trap is None or answer.verdict not in ("unknown", "likely_stuck"):
        return ""
    if answer.evidence == "states":
        return "As far as wait channels and pipes show, this is the cause:"
    return "If none of that ends it, this is the cause:"


def reasons(answer: LiveAnswer) -> list[str]:
    """Why a verdict is unknown, a line for each reason."""
    alone = [each for each in answer.unseen if each.kind != "no_word"]
    found = [
        *(_of_doubt(each) for each in answer.doubts if not _is_told(answer, each)),
        *(_of_unseen(each) for each in alone),
    ]
    if len(alone) < len(answer.unseen):
        found.append(
            "one of them might have set an alarm, though no program of theirs names that: Linux "
            "shows to root alone whether one is set"
        )
    if answer.moved:
        found.append("something in these processes ran, began or ended during the two looks")
    shown = found[: limits.SHOWN_DOUBTS]
    left = len(found) - len(shown)
    return [*shown, f"... and {left} more reasons"] if left else shown


def children_note(answer: LiveAnswer) -> str:
    """What a process waits for that ignores the ends of its children; empty if it does not."""
    if not answer.ignores_children:
        return ""
    return (
        f"{answer.process} ({answer.pid}) ignores SIGCHLD: a wait for any child ends only when all "
        "of them have ended, then with ECHILD, and no status is told."
    )


def evidence_note(answer: LiveAnswer) -> str:
    """How to get better evidence; empty if there is none."""
    if answer.evidence == "memory":
        return ""
    return (
        "calls and memory of some process may not be read: run joinscope as the same user, and "
        "with the right to trace it (sudo; or kernel.yama.ptrace_scope 0)."
    )


def _is_told(answer: LiveAnswer, doubt: ProcessDoubt) -> bool:
    """Whether it is a stop, where that leaves no doubt."""
    return answer.verdict == "likely_stuck" and doubt.kind == "stopped"


def _of_doubt(doubt: ProcessDoubt) -> str:
    who = f"{doubt.process} ({doubt.pid})"
    if doubt.kind == "handler" and doubt.signal is not None:
        name = signal_name(doubt.signal)
        return f"{who}: it handles {name}, and whoever sends that may have it go on"
    return f"{who}: {DOUBTS[doubt.kind]}"


def _of_unseen(unseen: Unseen) -> str:
    match unseen.kind:
        case "hidden":
            return "some processes of this machine cannot be seen from here"
        case "reader":
            return f"process {unseen.pid} may hold what is waited for: what it holds is not shown"
        case "may_alarm":
            return (
                f"process {unseen.pid} may have set an alarm, for its program names that or cannot "
                "be searched: Linux shows to root alone whether one is set"
            )
        case "alarm":
            return "some process of this machine has set an alarm, and Linux does not show which"
    return f"process {unseen.pid}, the parent, has a timer, and may end the program"
