"""Functions registered with atexit that did not run in a worker, as os._exit() has ended it.

That is how multiprocessing ends each worker that is a fork. Up to 3.14 it runs nothing before but
functions of its own, and from 3.15 on what the worker itself has registered, too; its source tells
which. A worker that is spawned ends as any program does.
"""

import linecache
from collections.abc import Iterator
from itertools import pairwise

from joinscope.explanation.call_chain import Symbolizer
from joinscope.explanation.known_traps import ExitFunctionsLeft
from joinscope.explanation.model import Diagnosis, Place
from joinscope.joins.account import Account
from joinscope.joins.lifetimes import Lifetime
from joinscope.vocabulary import RoleKind

REGISTER, EXIT, RUNS = "atexit.register", "posix._exit", "_run_exitfuncs"
ENDS = ("/multiprocessing/popen_fork.py", "/multiprocessing/forkserver.py")


def exit_functions(account: Account, symbolizer: Symbolizer) -> list[Diagnosis]:
    """Which workers left them, and the first line of the program's own that registered one."""
    left: dict[Place, list[int]] = {}
    for number, role in sorted(account.roles.items()):
        life = account.lifetimes.all[number]
        file = ended_in(life)
        if role.kind is RoleKind.WORKER and role.number is not None and file:
            own = not any(RUNS in line for line in linecache.getlines(file))
            for place in list(_registered(account, symbolizer, life, own=own))[:1]:
                left.setdefault(place, []).append(role.number)
    return [
        Diagnosis(ExitFunctionsLeft(), tuple(workers), len(workers), place, "register")
        for place, workers in left.items()
    ]


def ended_in(life: Lifetime) -> str:
    """The file of multiprocessing that has ended a process by os._exit(); empty if none has."""
    last = None if life.killed else life.exit_call
    frames = [] if last is None else [each.function for each in last.frames()]
    found = (maker.file for maker, exits in pairwise(frames) if exits.name == EXIT)
    return next((each for each in found if each.endswith(ENDS)), "")


def _registered(
    account: Account, symbolizer: Symbolizer, life: Lifetime, *, own: bool
) -> Iterator[Place]:
    """Where who forked a worker had registered one before, or, with `own`, the worker has."""
    lifetimes = account.lifetimes
    above = None if life.by is None or life.executed else lifetimes.all.get(life.by.number)
    for tid, frame in lifetimes.stacks.frames:
        if frame.inherited or frame.start is None or frame.function.name != REGISTER:
            continue
        mine = own and tid in life.threads and frame.start >= life.start
        forked = above is not None and tid in above.threads and above.start <= frame.start
        if mine or (forked and frame.start < life.start):
            site = symbolizer.site(frame)
            if site is not None and site.own:
                yield site
