"""Known traps of join(), recognised in a recording: each note is what the run shows, and why.

A trap that a run does not show with certainty is not noted.
"""

from collections.abc import Iterator

from joinscope.explanation.wait_calls import AT_EXIT
from joinscope.joins.account import Account
from joinscope.joins.join_calls import WorkerCalls
from joinscope.joins.joins import Join
from joinscope.joins.lifetimes import JoinCall, Lifetime, SystemCall
from joinscope.joins.roles import Role
from joinscope.recording.records import (
    ExitArguments,
    ReadArguments,
    WaitArguments,
    WriteArguments,
)
from joinscope.render.wording.calls import seconds

LONG = 10_000_000  # ns: what is noticed
OF_PROCESS = ("BaseProcess.join", "BaseProcess.start", "BaseProcess.is_alive")
KEPT_BITS = 0xFF  # of what a process exits with


def notes(account: Account, join: Join, call: SystemCall | None) -> Iterator[str]:
    """The traps that the joins of a worker ran into; `call` told of its end, or went on to wait."""
    role, about, lives = join.worker, join.calls, account.lifetimes.all
    if role.asked_by is None:
        return
    life, above = lives[role.process], lives[role.asked_by]
    for join_call in about.join_calls:
        yield from _timeout_ignored(join_call, life)
    yield from _gave_up(account, about, life)
    yield from _of_a_stranger(about, above)
    yield from _status_lost(account, join)
    yield from _status_not_there(about)
    yield from _never_reaped(role, life, above)
    if call is not None and _within(call, AT_EXIT):
        yield "The program did not join it: multiprocessing did, when the interpreter exited."
    yield from _full_pipe(account, about, life)
    yield from _status(about, life)


def _timeout_ignored(join_call: JoinCall, life: Lifetime) -> Iterator[str]:
    """join(timeout) polls the sentinel, then waits without a timeout."""
    polls = [call for call in join_call.calls if call.kind == "poll" and call.result]
    for wait in join_call.calls:
        if not _without_a_timeout(wait):
            continue
        earlier = [call for call in polls if call.end is not None and call.end <= wait.start]
        # It was ready, and the worker had not even begun to exit.
        if earlier and wait.end and life.exiting and (earlier[-1].end or 0) < life.exiting:
            yield (
                "The timeout did not hold: the sentinel was ready though the worker still ran (it "
                "had closed its descriptors, or executed another program), and then wait4 had no "
                f"timeout and blocked for {seconds(wait.end - wait.start)} (gh-79838)."
            )
            return


def _without_a_timeout(call: SystemCall) -> bool:
    match call.arguments:
        case WaitArguments(options=options):
            return "WNOHANG" not in options
    return False


def _gave_up(account: Account, about: WorkerCalls, life: Lifetime) -> Iterator[str]:
    """join(timeout) whose poll found nothing ready to its end: the worker ran on, or seemed to."""
    early, late = list[int](), list[int]()
    for join_call in about.join_calls:
        last = join_call.calls[-1] if join_call.calls else None
        if last is None or last.end is None or last.kind != "poll" or last.result != 0:
            continue
        if (life.exiting or account.lifetimes.ended) > last.end:
            early.append(last.end - last.start)
        elif life.end is not None and last.end - life.end > LONG and _holder(about, last.end):
            late.append(last.end - last.start)
    if early:
        yield (
            f"{_joins(early)} while it still ran: join() returns None all the same, and only "
            "exitcode or is_alive() tell."
        )
    if late:
        yield (
            f"{_joins(late)} though it had ended: a process that it had made still held the "
            "sentinel."
        )


def _joins(took: list[int]) -> str:
    if len(took) == 1:
        return f"A join() with a timeout gave up after {seconds(took[0])}"
    return f"{len(took)} times a join() with a timeout gave up, after {seconds(max(took))} at most,"


def _holder(about: WorkerCalls, time: int) -> bool:
    """Whether a copy of the worker, with its descriptors, ran at that time."""
    return any(
        life.start < time and (life.end is None or life.end > time) and not life.executed
        for life in about.made
    )


def _of_a_stranger(about: WorkerCalls, above: Lifetime) -> Iterator[str]:
    """A join in a process that did not start the worker."""
    calls = [len(each.calls) for each in about.join_calls if each.process is not above.process]
    where = "join() was called in a process that is not its parent"
    if 0 in calls:
        yield f"{where}: AssertionError."
    if any(calls):
        yield f"{where}, with asserts off (python -O): what it returns tells nothing."


def _status_lost(account: Account, join: Join) -> Iterator[str]:
    """A wait for the worker that found no such child."""
    role = join.worker
    lost = any(wait.error == "ECHILD" for wait in join.calls.waits)
    if not lost or role.parent != role.asked_by:
        return
    taken = account.lifetimes.by_point.get(-1 if join.reaped is None else join.reaped)
    if join.reaped_by is None:
        yield (
            "SIGCHLD is ignored, so its exit status went nowhere: wait4 blocks until it has ended, "
            "then fails with ECHILD, and exitcode stays None."
        )
    elif taken is not None and any(_within(taken, name) for name in OF_PROCESS):
        yield (
            "Two threads waited for it, and one took its status: in the other wait4 fails with "
            "ECHILD, and exitcode may stay None (gh-130895, gh-148318)."
        )
    else:
        yield (
            "Its exit status was taken by another call of the parent, so that join()'s wait4 "
            "fails with ECHILD and exitcode stays None (gh-92881)."
        )


def _status_not_there(about: WorkerCalls) -> Iterator[str]:
    """Under a fork server the status comes through a pipe, once: behind it is the pipe's end."""
    reads = [
        call
        for join_call in about.join_calls
        for call in join_call.calls
        if call.kind == "read" and _is_of_a_pipe(call)
    ]
    ends = [call for call in reads if call.result == 0]
    if ends:
        taken = any((call.result or 0) > 0 for call in reads)
        why = "another join() had taken it" if taken else "nothing had come"
        yield (
            f"A join() found no status in the pipe that it should come through: {why}. Python "
            "takes that for exit code 255 (gh-130895)."
        )


def _never_reaped(role: Role, life: Lifetime, above: Lifetime) -> Iterator[str]:
    if life.end is None or life.reaped is not None or above.end is None or life.killed:
        return
    if role.parent == role.asked_by and life.signalled and above.end - life.end > LONG:
        yield (
            f"Nobody took its status: it stayed a zombie for {seconds(above.end - life.end)}, "
            "until its parent ended."
        )


def _full_pipe(account: Account, about: WorkerCalls, life: Lifetime) -> Iterator[str]:
    """At the deadline: the worker waits for room in a pipe, and its parent for the worker."""
    joined = about.hanging(account.lifetimes) is not None
    for call in account.lifetimes.cut:
        writes = call.kind == "write" and _is_of_a_pipe(call)
        if joined and writes and call.process is life.process:
            queue = " of its queue" if _within(call, "Queue._feed") else ""
            yield (
                f"A deadlock: it waits for room in the pipe{queue}, and its parent, which should "
                "read from that, waits for it to end: get what it puts before join() (gh-73983)."
            )
            return


def _status(about: WorkerCalls, life: Lifetime) -> Iterator[str]:
    if life.status is None or life.killed:
        return
    ends = [each.status for call in life.calls if isinstance(each := call.arguments, ExitArguments)]
    given = ends[-1] if ends else None
    if life.status < 0:
        if any(_within(call, AT_EXIT) for call in about.kills):
            yield "It is a daemon: multiprocessing ended it when the interpreter exited."
        yield f"A signal ended it, so its exit code is negative: {life.status}."
    elif given is not None and given != life.status and given & KEPT_BITS == life.status:
        yield f"It exited with {given}, of which a parent gets 8 bits: {life.status}."


def _is_of_a_pipe(call: SystemCall) -> bool:
    match call.arguments:
        case ReadArguments(object=str(name)) | WriteArguments(object=str(name)):
            return name.startswith("pipe:")
    return False


def _within(call: SystemCall, name: str) -> bool:
    return any(frame.function.name == name for frame in call.frames())
