"""A pipeline of a shell in which a command failed that is not the last: nobody is told its status.

A shell makes a process for each command of `check | tee log`, with the standard output of one and
the standard input of the next at the two ends of a pipe. The status of the pipeline is that of the
last (POSIX, 2.9.2 Pipelines), also what `wait` gives for `$!`. In the recording these are children
of one shell, one with a pipe as descriptor 1, the next as descriptor 0. A text that has the words
`pipefail` or `PIPESTATUS` may look at the others; with `lastpipe` the shell itself runs the last.
"""

import re
from collections.abc import Iterator
from pathlib import PurePath

from joinscope.explanation.known_traps import PipelineStatus
from joinscope.explanation.shell_jobs import COMMENT, only_line, program_of_shell
from joinscope.happens_before.fd_entries import NONE, READ, WRITE
from joinscope.joins.account import Account
from joinscope.joins.joins import Join
from joinscope.joins.lifetimes import Lifetime
from joinscope.recording.records import Exec

# A pipe sign of a shell: no `||`, not within quotes, and not of a pattern such as `a|b)`.
PATTERN = r"\s*\(?[^\s()|]+(\s*\|\s*[^\s()|]+)+\)"
PIPE = re.compile(rf"""^(?!{PATTERN})("[^"]*"|'[^']*'|\|\||[^"'|])*\|(?!\|)""")
LOOKS_AT_ALL = ("pipefail", "PIPESTATUS", "pipestatus", "lastpipe")
RUN_THE_LAST = ("ksh", "zsh")  # such shells run the last command themselves
# With 1 these tell what they have found, and not that they failed.
TELLS_BY_1 = {"cmp", "diff", "egrep", "fgrep", "grep", "pgrep", "rg", "zgrep"}
BROKEN_PIPE = 128 + 13  # a subshell tells so that SIGPIPE has ended its command: the reader is gone


def pipeline_status(account: Account, join: Join) -> Iterator[PipelineStatus]:
    """The worker is a command of a pipeline, and failed, and the last of that did not."""
    lives = account.lifetimes.all
    life = lives[join.worker.process]
    if not _failed(life) or life.by is None:
        return
    maker = lives.get(life.by.number)
    shell = None if maker is None else program_of_shell(lives, maker)
    if shell is None or any(each in shell.path for each in RUN_THE_LAST) or _looks(shell):
        return
    siblings = [each for each in lives.values() if each.by is life.by]
    last = _next(account, life, siblings)
    while last is not None and (following := _next(account, last, siblings)) is not None:
        last = following
    if last is not None and last.status == 0:
        number = account.roles[last.process.number].number
        programs = [PurePath(each.path).name for each in last.executed[-1:]]
        if number is not None:
            at = only_line(shell, PIPE)
            yield PipelineStatus(life.status or 0, number, "".join(programs), *at)


def _failed(life: Lifetime) -> bool:
    programs = {PurePath(each.path).name for each in life.executed[-1:]}
    found = life.status == 1 and bool(programs & TELLS_BY_1)
    return (life.status or 0) > 0 and life.status != BROKEN_PIPE and not found


def _looks(shell: Exec) -> bool:
    text = COMMENT.sub("", "\n".join((*shell.arguments, shell.script or "")))
    return any(each in text for each in LOOKS_AT_ALL)


def _next(account: Account, life: Lifetime, siblings: list[Lifetime]) -> Lifetime | None:
    """Who reads what a process writes, by the pipe that both have."""
    pipe = _pipe(account, life, 1, WRITE)
    made = (each for each in siblings if each.start > life.start)
    return next((each for each in made if pipe and _pipe(account, each, 0, READ) == pipe), None)


def _pipe(account: Account, life: Lifetime, fd: int, way: int) -> str:
    """The pipe that a standard stream was; empty: it was none, or nobody knows.

    A program may close its own, as tee does, so what it began with counts.
    """
    table = life.process.table
    entry = table.inherited(fd) if life.executed else table.entry(fd)
    name = account.order.state.entries.name(entry) if entry != NONE and entry & way else ""
    return name if name.startswith("pipe:") else ""
