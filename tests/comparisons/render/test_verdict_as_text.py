"""Verdicts as text: at 80 columns, in ASCII, and with what programs print made harmless."""

import io

import pytest
from joinscope.catalog.claims import Before, Ends, ExitStatus, Prints
from joinscope.catalog.front_matter import Comparison
from joinscope.joins.facts import Actor, Hop, Path
from joinscope.programs.program import Program
from joinscope.recording.recording import Line, Recording
from joinscope.render.terminal import sanitized
from joinscope.render.text import verdict as text
from joinscope.render.wording.process_claims import event
from joinscope.verdict.judge import Ran, judge
from joinscope.verdict.verdict import ComparisonVerdict, Finding, Outcome, SideVerdict
from joinscope.vocabulary import Event, RoleKind
from rich.console import Console


def shown(verdict: ComparisonVerdict, *, width: int = 80) -> list[str]:
    """The lines that a terminal without colour would show."""
    console = Console(file=io.StringIO(), width=width, color_system=None, markup=False)
    text.show(console, text.verdicts([verdict]))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


def recording(*lines: str, errors: tuple[str, ...] = ()) -> Recording:
    return Recording(
        lines=[Line(10_000_000 * number, line) for number, line in enumerate(lines)],
        errors=[Line(0, line) for line in errors],
        exit_status=0,
        complete=True,
    )


def verdict(python: Recording, c: Recording | None) -> ComparisonVerdict:
    claims = (Ends(), Prints(("one", "two")), ExitStatus(0))
    sides = [
        Program("python", "fork"),
        Program("c", "standalone", unavailable=None if c else "no compiler"),
    ]
    comparison = Comparison("name", "Title", claims)
    return judge(
        comparison,
        "terminal",
        [Ran(side, run) for side, run in zip(sides, [python, c], strict=True)],
    )


def test_programs_stand_side_by_side() -> None:
    """Both languages' lines stand beside each other, then the claims, then the table."""
    assert shown(verdict(recording("one", "two"), recording("one", "two"))) == [
        "name: Title",
        "",
        "  Python fork                            C standalone",
        "   0.00 s  one                            0.00 s  one",
        "   0.01 s  two                            0.01 s  two",
        "",
        "  holds    ends and leaves nothing behind, prints 2 lines, exits with 0   2 of 2",
        "  unknown  the same pairs of lines are ordered on every side              0 of 2",
        "           not proved: that takes system calls",
        "",
        "      Python   C",
        "      fork     standalone",
        "name  unknown  unknown",
        "",
        "No claim fails, but not everything could be told. Order was seen, not proved:",
        "that takes the evidence syscalls.",
    ]


def test_a_side_on_which_a_claim_fails_shows_all_that_it_printed() -> None:
    """The claim, the side, what was seen and the lines are named."""
    lines = shown(verdict(recording("one", "two"), recording("one", errors=("oh", "no"))))
    assert lines[6:] == [
        "  holds    ends and leaves nothing behind, exits with 0                   2 of 2",
        "  fails    prints 2 lines                                                 1 of 2",
        '           C standalone: "two" was printed not at all',
        "           more: joinscope explain name",
        "  unknown  the same pairs of lines are ordered on every side              0 of 2",
        "           not proved: that takes system calls",
        "",
        "  C standalone printed",
        "   0.00 s  one",
        "  and on standard error",
        "   0.00 s  oh",
        "   0.00 s  no",
        "",
        "      Python   C",
        "      fork     standalone",
        "name  unknown  different",
        "",
        "A claim fails. Order was seen, not proved: that takes the evidence syscalls.",
    ]


def test_a_side_that_could_not_run_says_why() -> None:
    """What did not run is unknown, with its reason."""
    lines = shown(verdict(recording("one", "two"), None))
    assert "  not run  C standalone: no compiler" in lines
    assert lines[-2].startswith("No claim fails, but not everything could be told. C standalone")


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    """Lines that are too long are cut or folded, whatever a program prints."""
    wild = recording("x" * 500, "two words " * 40, "\t" * 90, "[bold]one[/bold]")
    lines = shown(verdict(wild, recording()), width=width)
    assert max(map(len, lines)) <= width
    assert any("[bold]" in line for line in lines)


def test_a_path_is_broken_between_its_steps() -> None:
    """A long path goes on below, from an arrow on, with the sides that it is shown for above."""
    claim = Before(Event("line", "one"), Event("line", "two"))
    worker, parent = Actor(RoleKind.WORKER, 1, 2), Actor(RoleKind.PARENT, None, 1)
    servers = [Hop(parent, "calls", f"a_long_call_{number}", "data") for number in range(4)]
    begin, end = Hop(worker, "exits", "", None), Hop(parent, "calls", "write", "program")
    held = Finding(claim, Outcome.HOLDS, proof=Path("edges", (begin, *servers, end)))
    other = Finding(claim, Outcome.HOLDS, proof=Path("edges", (begin, end)))
    found = [
        SideVerdict(side, recording("one", "two"), (finding,))
        for side, finding in [
            (Program("python", "fork"), other),
            (Program("python", "spawn"), other),
            (Program("python", "forkserver"), held),
            (Program("c", "cffi"), other),
            (Program("c", "standalone"), other),
        ]
    ]
    lines = shown(ComparisonVerdict(Comparison("name", "Title"), "terminal", tuple(found)))
    start = next(place for place, line in enumerate(lines) if '"one" before "two"' in line)
    assert lines[start + 1 : start + 6] == [
        "         Python fork, spawn; C: worker exit -> parent write",
        "         Python forkserver:",
        "           worker exit -> a_long_call_0 -> a_long_call_1 -> a_long_call_2",
        "           -> a_long_call_3 -> parent write",
        "",
    ]


def test_many_lines_are_counted() -> None:
    """Of a flood the first lines are shown, and how many there are more."""
    lines = shown(verdict(recording(*map(str, range(1000))), recording()))
    assert sum("... and 988 more lines" in line for line in lines) == 2
    assert len(lines) < 60


def test_what_programs_print_is_never_obeyed() -> None:
    """Control sequences, also the invisible ones of Unicode, are shown as escapes."""
    assert sanitized("a\x1b[31mb\r\x00\u202ec\x9b\u00e9 \u2713") == (
        "a\\x1b[31mb\\r\\x00\\u202ec\\x9b\u00e9 \u2713"
    )
    lines = shown(verdict(recording("\x1b]0;title\x07"), recording("\x1b[2J")))
    assert not any("\x1b" in line for line in lines)


def test_our_own_words_are_ascii() -> None:
    """Nothing but what a program printed needs more than ASCII."""
    lines = shown(verdict(recording("one", "two"), None))
    assert all(line.isascii() for line in lines)


def test_an_event_is_named_as_it_is_read() -> None:
    """A line stands in quotes, the exit in words."""
    assert [event(Event("line", "one")), event(Event("exit", "parent"))] == [
        '"one"',
        "the parent's exit",
    ]
