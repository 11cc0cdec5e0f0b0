"""Jobs for which a shell cannot wait: it has started them in a command substitution.

`pid=$(job & echo $!)` runs in a copy of the shell, whose output the shell reads. The job is a
child of that copy, so that `wait $pid` fails at once: "not a child of this shell". No call shows
that, as a shell asks the kernel for none of what is not its own. So it is said by what was seen: a
copy of the shell wrote to a pipe as its standard output, the shell read that, and the job outlived
the copy.
"""

import re
from collections.abc import Mapping
from pathlib import PurePath

from joinscope.happens_before.rules.shells import SHELLS
from joinscope.joins.lifetimes import Lifetime
from joinscope.recording.records import Exec, ReadArguments, WriteArguments

OUTPUT = 1
# The command `wait`, where a command stands.
WAITS = re.compile(r"(^|[;&|(){}!`]|\b(if|elif|then|else|while|until|do)\b)\s*wait(?=[\s;&|)]|$)")
COMMENT = re.compile(r"(^|\s)#.*")

Lives = Mapping[int, Lifetime]  # by the number of the process


def program_of_shell(lives: Lives, life: Lifetime) -> Exec | None:
    """The program of a shell that a process executes, or is a copy of; None if it is no shell."""
    while not life.executed and life.by is not None and life.by.number in lives:
        life = lives[life.by.number]
    last = life.executed[-1] if life.executed else None
    return last if last is not None and PurePath(last.path).name in SHELLS else None


def is_substituted(lives: Lives, job: Lifetime) -> bool:
    """Whether a job was started by a copy of a shell, whose output the shell itself reads."""
    copy = None if job.by is None else lives.get(job.by.number)
    shell = None if copy is None or copy.by is None else lives.get(copy.by.number)
    if copy is None or shell is None or copy.executed or program_of_shell(lives, shell) is None:
        return False
    written = {
        each.object
        for call in copy.calls
        if isinstance(each := call.arguments, WriteArguments)
        and each.fd == OUTPUT
        and (each.object or "").startswith("pipe:")
    }
    return any(
        isinstance(each := call.arguments, ReadArguments) and each.object in written and each.fd
        for call in shell.calls
    )


def line_of_wait(lives: Lives, job: Lifetime) -> tuple[str, int]:
    """The script that started a job, and its line with `wait`; (empty, 0) for none or several."""
    program = program_of_shell(lives, job if job.by is None else lives[job.by.number])
    return ("", 0) if program is None else only_line(program, WAITS)


def only_line(program: Exec, pattern: re.Pattern[str]) -> tuple[str, int]:
    """The script of a shell and the one line that a pattern is in; (empty, 0) for none or several.

    Comments are left out.
    """
    lines = [
        number
        for number, line in enumerate((program.script or "").splitlines(), 1)
        if pattern.search(COMMENT.sub("", line))
    ]
    files = [word for word in program.arguments[1:] if word[:1] not in ("-", "+")]
    return (files[0], lines[0]) if len(lines) == 1 and files else ("", 0)
