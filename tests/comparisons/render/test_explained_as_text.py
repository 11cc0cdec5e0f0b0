"""Explanations as text: what a reader sees at 80 columns."""

import io
from dataclasses import replace

import pytest
from explanations import PARENT, article, hostile, joins, many, story, wait4
from joinscope.explanation.calls import Call, Ready
from joinscope.explanation.model import Explanation, Lane, Segment
from joinscope.joins.facts import Actor
from joinscope.render.mermaid import mermaid
from joinscope.render.text import verdict
from joinscope.render.text.explanation import explained
from joinscope.render.text.lanes import drawn
from joinscope.render.wording.durations import duration
from joinscope.render.wording.joins import summary
from joinscope.vocabulary import Ending, RoleKind
from msgspec.structs import replace as replace_struct
from rich.console import Console


def shown(explanation: Explanation, width: int = 80) -> list[str]:
    with io.StringIO() as file:
        out = Console(file=file, width=width, highlight=False, emoji=False, markup=False)
        verdict.show(out, explained(explanation, width))
        return file.getvalue().splitlines()


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("explanation", [article(), many(), hostile()], ids=lambda each: each.name)
def test_nothing_is_wider_than_the_terminal(explanation: Explanation, width: int) -> None:
    """Whatever is explained, and however wide the terminal is."""
    assert max(map(len, shown(explanation, width))) <= width


def test_a_run_that_was_cut_before_it_began() -> None:
    """Nothing of it is recorded but that: there is no process to show."""
    first = article().stories[0]
    nothing = replace(
        first, lanes=(), workers=0, arrows=(), steps=(), joins=(), printed=(), limit="interrupt"
    )
    lines = shown(replace(article(), stories=(nothing,), verdict=None))
    assert any("was interrupted, and killed" in line for line in lines)
    assert "    note over p0: " in mermaid(nothing)


def test_nothing_obeys_what_a_program_printed() -> None:
    """Control sequences are shown as escapes."""
    assert all(line.isprintable() for line in shown(hostile()))


def test_what_is_told_of_a_step_is_whole() -> None:
    """What has no line of source is not cut where it is too long, but goes on in the next row."""
    first = article().stories[0]
    (wait,) = [step for step in first.steps if step.key == "wait 1"]
    long = replace(wait, place=None, function="a_function_with_a_long_name_indeed", chain=())
    alone = replace(first, steps=(*first.steps, long))
    lines = shown(replace(article(), stories=(alone,), verdict=None))
    text = " ".join(" ".join(line.removesuffix("wait4 begins").split()) for line in lines)
    assert "(a_function_with_a_long_name_indeed() waits until the worker has ended)" in text


def test_steps_that_are_alike_share_a_row() -> None:
    """The same line that makes the same call again and again is counted."""
    explanation = article()
    first = explanation.stories[0]
    (wait,) = [step for step in first.steps if step.key == "wait 1"]
    again = [replace(wait, key=f"again {number}") for number in range(30)]
    alone = replace(first, steps=(*first.steps, *again))
    lines = shown(replace(explanation, stories=(alone,), verdict=None))
    assert len([line for line in lines if "wait4 begins x 30" in line]) == 1


def test_columns_show_what_takes_no_time_beside_what_takes_long() -> None:
    """Each change gets a column, however short it is; the rows share their columns."""
    segments = (
        Segment("running", 0, 5),
        Segment("sleeping", 5, 2_000_000_000),
        Segment("exiting", 2_000_000_000, 2_000_000_010),
        Segment("zombie", 2_000_000_010, 2_000_000_020),
    )
    lane = Lane(0, RoleKind.WORKER, 1, 1, segments, 0, 2_000_000_010)
    parent = Lane(1, RoleKind.PARENT, 2, None, (Segment("waiting", 5, 2_000_000_020),), 0, None)
    worker, above = drawn([lane, parent], 40)
    assert (len(worker), len(above)) == (40, 40)
    assert list(dict.fromkeys(worker)) == list("=-xZ")
    assert above.index(".") == worker.index("-")


def test_more_changes_than_columns_are_drawn_too() -> None:
    """A lane with a thousand changes fits into ten columns."""
    segments = tuple(
        Segment("running" if number % 2 else "waiting", number, number + 1)
        for number in range(1000)
    )
    (row,) = drawn([Lane(0, RoleKind.WORKER, 1, 1, segments, 0, 1000)], 10)
    assert len(row) == 10
    assert set(row) <= set("=.")


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (2.0034, "2 s"),
        (0.0128, "13 ms"),
        (0.00000946, "9.5 us"),
        (0.1049, "100 ms"),
        (9.96, "10 s"),
        (123.4, "123 s"),
        (1e-8, "10 ns"),
        (0, "0 ns"),
        (0.9999, "1 s"),
    ],
)
def test_durations_have_two_digits_and_a_unit(seconds: float, told: str) -> None:
    """Whatever their size."""
    assert duration(seconds * 1e9) == told


def test_a_join_in_a_sentence() -> None:
    """Who waited, how long, in which call, who reaped, how it ended."""
    alone = joins("python")
    join = replace(
        alone.shown[0],
        method="join",
        call=wait4(7),
        blocked=True,
        reaped_by=PARENT,
        ending=Ending(0),
    )
    one = story("python")
    told = replace(alone, count=1, shown=(join,), waited=(2.0, 2.0, 2.0))
    assert summary(told, one) == (
        "join() waited 2 s until the worker had ended, in wait4, which reaped it. It exited with 0."
    )
    poll = Call("poll", "poll", (Ready(5, ("POLLIN",)),), 1)
    server = replace(join, call=poll, reaped_by=Actor(RoleKind.FORK_SERVER, None, 9))
    assert "in poll; the server reaped it." in summary(replace(told, shown=(server,)), one)
    nobody = replace(join, call=None, method="", reaped_by=None)
    assert (
        summary(replace(told, shown=(nobody,)), one)
        == "No process of the program waited for the worker. It exited with 0."
    )
    forever = replace(join, ending=None, traced=None, call=replace_struct(wait4(7), returned=False))
    sentence = "join() waits for the worker, in wait4, and did not return."
    assert summary(replace(told, shown=(forever,), waited=None), one) == sentence
