"""Programs that hang: what is said of each, and what must not be said.

Each is a fault of one kind, in a program of a few lines. What stands first in the explanation has
to name the cause, the processes and the program's own line, and nothing in it may be false.
"""

import io
import re
from dataclasses import dataclass

import pytest
from joinscope.explanation.hang_traps import TRAP_IDS
from joinscope.explanation.known_traps import FullPipe
from joinscope.render.text.hang import hang_text
from rich.console import Console
from run_explained import explain, program


@dataclass(frozen=True, slots=True)
class Case:
    """What is said of a program, by regular expressions, and which words must not be."""

    file: str
    trap: str
    says: tuple[str, ...]
    never: tuple[str, ...] = ()
    limit: str = "standstill"


CASES = (
    Case(
        "shell_fills.py",
        "JS011",
        (
            r"Deadlock: head \(\d+\) waits for room in a pipe, and the parent",
            r"6 \| listing\.wait\(\)",
            r"\+-> parent \(\d+\) waits in wait4 for sh \(\d+\) to end",
            r"\| +sh \(\d+\) waits in wait4 for head \(\d+\) to end",
            r"\+-- head \(\d+\) waits in write on descriptor 1 for room .*65,536 of 65,536",
            r"communicate\(\)",
        ),
        ("dash", "queue"),
    ),
    Case(
        "child_fills.py",
        "JS011",
        (
            r"the worker waits for room in a pipe, and the parent, which should read from it",
            r"7 \| print\(\"ended with\", child\.wait\(\)\)",
            r"\n +\| +\^{12} parent waits here",
            r"communicate\(\)",
        ),
        ("queue",),
    ),
    Case(
        "sibling_holds.py",
        "JS016",
        (
            (
                r"Worker 1 \(\d+\) reads a pipe to its end, and that does not come: worker 2 "
                r"\(\d+\) holds a copy"
            ),
            r"23 \| workers\[0\]\.join\(\)",
            r"worker 1 \(\d+\) waits in read on descriptor \d+ .* at sibling_holds\.py:11",
            r"close that copy in the process that has inherited it",
        ),
    ),
    Case(
        "undrained_queue.py",
        "JS019",
        (
            r"The parent waits at its exit until a thread of it has written what it has put",
            r"room in the queue's pipe, which nobody but the parent could read from",
            r"a thread of parent \(\d+\) waits in write on descriptor \d+",
            r"cancel_join_thread\(\)",
        ),
    ),
    Case(
        "unclosed.c",
        "JS015",
        (
            (
                r"the worker reads a pipe to its end, and the parent holds the writing end open "
                r"\(fd \d\) while it waits for the worker to end"
            ),
            r"23 \| waitpid\(reader, NULL, 0\);",
            r"worker \(\d+\) waits in read on descriptor \d .* at unclosed\.c:17",
        ),
        ("communicate", "exitcode", "join()"),
    ),
    Case(
        "copied_mutex.c",
        "JS020",
        (
            r"The worker waits for a lock that was held when it was forked",
            r"18 \| waitpid\(child, NULL, 0\);",
            r"fork while no lock is held",
        ),
        ("spawn", "Deadlock"),
    ),
    Case(
        "two_pauses.c",
        "JS023",
        (
            r"The parent waits for a signal that nothing in the program sends",
            r"parent \(\d+\) waits in pause for a signal",
            r"worker \(\d+\) waits in pause for a signal",
        ),
    ),
    Case(
        "dead_holder.py",
        "JS025",
        (
            r"Worker 2 \(\d+\) waits for a lock, and whoever held it has ended without releasing",
            r"28 \| worker\.join\(\)",
        ),
        ("the parent, which holds it", "time.sleep", "is.set"),
    ),
    Case(
        "held_lock.py",
        "JS021",
        (
            r"the worker waits for a lock, and the parent, which holds it, waits for the worker",
            r"18 \| worker\.join\(\)",
            r"release the lock before you wait",
        ),
        ("start()",),
    ),
    Case(
        "stopped_worker.py",
        "JS022",
        (
            r"The parent waits for the worker to end, but the worker is stopped by SIGSTOP",
            r"15 \| worker\.join\(\)",
            r"kill -CONT",
        ),
        limit="deadline",
    ),
    Case(
        "one_signal.c",
        "JS027",
        (
            r"The parent waits for SIGCHLD, and 2 children have ended already",
            r"34 \| sigsuspend\(&open\);",
            r"WNOHANG",
        ),
    ),
    Case(
        "kept_open.py",
        "JS017",
        (
            r"The parent reads a pipe to its end, which does not come: sleep \(\d+\), whose parent",
            r"kept_open\.py:7 *\n +7 \| command\.kill\(\) *\n.*\^ sh is sent SIGKILL here",
            r"start_new_session=True",
        ),
        ("at kept_open.py:7", "kill() waits"),
        limit="deadline",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.file)
def test_the_cause_stands_first(case: Case) -> None:
    """It is told what is the cause, who waits for whom and what to do, and nothing false."""
    story = explain(program(f"hangs/{case.file}"), deadline=8.0).story
    assert story.limit == case.limit
    assert story.hang is not None
    assert story.hang.trap is not None
    assert TRAP_IDS[type(story.hang.trap)] == case.trap
    with io.StringIO() as file:
        out = Console(file=file, width=200, highlight=False, markup=False, emoji=False)
        for part in hang_text(story):
            out.print(part)
        text = file.getvalue()
    assert [each for each in case.says if not re.search(each, text)] == []
    assert [each for each in case.never if each in text] == []


def test_ids_are_given_once() -> None:
    """Each trap has an id of its own."""
    assert len(set(TRAP_IDS.values())) == len(TRAP_IDS)
    assert TRAP_IDS[FullPipe] == "JS011"
