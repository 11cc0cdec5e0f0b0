"""An explanation as text: for a terminal, a pipe or a log; of our own words ASCII only."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from joinscope import limits
from joinscope.explanation.match_steps import Match, Pair, pairs
from joinscope.explanation.model import (
    DiagnosisPlace,
    Explanation,
    Joins,
    SideExplanation,
    Step,
    Waiting,
)
from joinscope.render.terminal import sanitized
from joinscope.render.text.claims import STYLE
from joinscope.render.text.claims import rows as claims
from joinscope.render.text.code_frame import where_text
from joinscope.render.text.diagnoses import diagnoses_text
from joinscope.render.text.hang import hang_text
from joinscope.render.text.hanging import Hanging
from joinscope.render.text.lanes import drawn, legend
from joinscope.render.wording.calls import call_text, polls
from joinscope.render.wording.durations import moment
from joinscope.render.wording.facts import told_joins, trap_notes
from joinscope.render.wording.joins import join_path, summary, where, zombie
from joinscope.render.wording.outputs import RESTS_ON
from joinscope.render.wording.paths import ARROW
from joinscope.render.wording.sides import (
    end_note,
    label,
    lane_depth,
    lane_heading,
    left_out,
    outcome,
    running,
    side_names,
    step_owner,
    step_text,
    waiting_texts,
)
from joinscope.render.wording.status import has_ended, status_word
from joinscope.verdict.verdict import Outcome

# Where a finding is about the wait that told of a worker's end.
AT_WAIT: tuple[DiagnosisPlace, ...] = ("join", "reap")
NAME = 18  # columns of a lane's name
OWNER = 24  # columns of who took a step, with its thread


def explained(explanation: Explanation, width: int) -> RenderableType:
    """What stands first; every pair of stories; then what is claimed of them."""
    return Group(beginning(explanation), followed(explanation, width))


def beginning(explanation: Explanation) -> RenderableType:
    """What stands first: what is running, and where the first stories hang if they do."""
    parts: list[RenderableType] = [
        Text(sanitized(running(explanation))),
        *(Text(sanitized(each), style="yellow") for each in explanation.refusals),
        "",
        Text.assemble((sanitized(explanation.name), "bold"), _title(explanation)),
        *(Text(sanitized(each), style="dim") for each in side_names(explanation)),
        "",
    ]
    parts += _told_first(_first(explanation), hang_text)
    return Group(*parts)


def _first(explanation: Explanation) -> Sequence[SideExplanation]:
    return next((pair.stories for pair in pairs(explanation.stories)), ())


def _told_first(
    stories: Sequence[SideExplanation], told: Callable[[SideExplanation], Iterable[RenderableType]]
) -> Iterator[RenderableType]:
    """What is told of each story in this way, behind its name where there are several."""
    for story in stories:
        text = list(told(story))
        if text and len(stories) > 1:
            yield Text(f"  {label(story)}", style="bold")
        yield from text


def followed(explanation: Explanation, width: int) -> RenderableType:
    """What follows behind that."""
    parts: list[RenderableType] = []
    for number, pair in enumerate(pairs(explanation.stories)):
        if number > 0:
            parts += _told_first(pair.stories, hang_text)
        parts += _pair(pair, width)
    if explanation.verdict is not None:
        parts += ["Claims", "", Padding(claims(explanation.verdict), (0, 0, 0, 2))]
    return Group(*parts)


def _title(explanation: Explanation) -> str:
    same = explanation.title == explanation.name
    return "" if same else f": {sanitized(explanation.title)}"


def _pair(pair: Pair, width: int) -> Iterator[RenderableType]:
    stories = pair.stories
    yield from _told_first(stories, diagnoses_text)
    if any(story.printed for story in stories):
        table = _columns(len(stories))
        table.add_row(*(Text(_heading(story), style="bold") for story in stories))
        table.add_row(*(Group(*_printed(story)) for story in stories))
        yield Padding(table, (0, 0, 1, 2))
    chains = [(story, step) for story in stories for step in _shown_wait(story)]
    if chains:
        table = _columns(len(chains))
        table.add_row(
            *(
                Text(f"{label(story)}, call by call: {step_text(step, story)}", style="bold")
                for story, step in chains
            )
        )
        table.add_row(*(Group(*_chain(step)) for _, step in chains))
        yield Padding(table, (0, 0, 1, 2))
    for story in stories:
        yield from _lanes(story, width)
    yield from _steps(pair)
    for story in stories:
        yield from _ends(story)
    yield from _orders(stories)


def _columns(number: int) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    for _ in range(number):
        table.add_column(ratio=1)
    return table


def _printed(story: SideExplanation) -> Iterator[Text]:
    """The lines that it printed, with the times of an untraced run."""
    for seconds, line in story.printed[: limits.SHOWN_LINES]:
        text = sanitized(line[: limits.LINE_CHARACTERS])
        yield Text.assemble(
            (f"{moment(seconds):>7}  ", "dim"), text, overflow="ellipsis", no_wrap=True
        )
    if len(story.printed) > limits.SHOWN_LINES:
        yield Text(f"... and {len(story.printed) - limits.SHOWN_LINES} more lines", style="dim")


def _heading(story: SideExplanation) -> str:
    return f"{label(story)} ({story.runtime})" if story.language == "python" else label(story)


def _shown_wait(story: SideExplanation) -> list[Step]:
    """The wait of which the calls are shown: the first, or that which a finding is about.

    None where a hang is told, or a finding that is about no wait: any would be taken for its own.
    """
    waits = [step for step in story.steps if step.kind == "wait"]
    if story.limit or story.untraced_end is not None:
        return []
    if not story.diagnoses:
        return waits[:1]
    about = [each.workers[0] for each in story.diagnoses if each.at in AT_WAIT and each.workers]
    return [step for step in waits if step.worker in about[:1]][:1]


def _chain(step: Step) -> Iterator[Text]:
    """Each level, with the line of it that makes the next call."""
    for level in step.chain:
        if level.kind == "system":
            yield Text(sanitized(call_text(step.call)), style="bold yellow", overflow="fold")
            if step.call is not None and step.call.status is not None:
                yield Text(f"  status {status_word(step.call.status)}", style="dim")
            continue
        if level.place is None:
            yield Text(sanitized(level.name))
            continue
        yield Text.assemble(
            sanitized(level.name), (f"  {sanitized(where(level.place))}", "dim"), overflow="fold"
        )
        style = "bold" if level.place.own else ""
        yield Text(
            f"  {sanitized(level.place.text)}", style=style, overflow="ellipsis", no_wrap=True
        )


def _lanes(story: SideExplanation, width: int) -> Iterator[RenderableType]:
    yield Text(f"  {label(story)}, traced; the quiet times are shortened", style="bold")
    names = [
        f"{'  ' * lane_depth(lane, story)}{sanitized(lane_heading(lane, story))}"
        for lane in story.lanes
    ]
    column = min(max([NAME, *(len(each) + 2 for each in names)]), width // 2)
    room = max(width - column - 6, 20)
    for name, row in zip(names, drawn(story.lanes, room), strict=True):
        if len(name) < column:
            yield Text(f"    {name:{column}}{row}".rstrip())
        else:  # its name has a line of its own
            yield Text(f"    {name}", overflow="fold")
            yield Text(f"    {'':{column}}{row}".rstrip())
    if story.more:
        yield Text(f"    ... and {story.more} more workers", style="dim")
    meaning = legend(story.lanes)
    indent = column + 4 if column + 4 + len(meaning) <= width else 4
    yield Hanging(Text(meaning, style="dim"), indent)
    yield ""


def _steps(pair: Pair) -> Iterator[RenderableType]:
    """What the kernel did, with the lines that asked for it; rows that are alike are counted."""
    several = any(
        len(story.lanes) > 1 or any(step.thread is not None for step in story.steps)
        for story in pair.stories
    )
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    if several:
        table.add_column(no_wrap=True, overflow="ellipsis", max_width=OWNER)
    for ratio in (*(5 for _ in pair.stories), 3):
        table.add_column(ratio=ratio, no_wrap=True, overflow="ellipsis")
    heads = [*(label(story) for story in pair.stories), "system call"]
    table.add_row(*(Text(head, style="bold") for head in ([""] if several else []) + heads))
    matches = [each for each in pair.matches if not _is_told_by_its_end(each, pair)]
    for (who, lines, call), alike in groupby(matches, lambda match: _row(match, pair)):
        rows = list(alike)
        if any(lines):
            again = f"{call}{_times(rows)}"
            first = [Text(who, style="dim")] if several else []
            table.add_row(*first, *lines, Text(again, style="yellow", no_wrap=False))
    yield Padding(table, (0, 0, 0, 2))
    for story in pair.stories:
        if left := left_out(story):
            yield Padding(Text(f"{label(story)}: {left}", style="dim"), (0, 0, 0, 2))
    yield ""


def _is_told_by_its_end(match: Match, pair: Pair) -> bool:
    """Whether every step of a row is a look that took a status: its end has a row of its own."""
    taken = ((step, of) for step, of in zip(match.steps, pair.stories, strict=True) if step)
    return all(
        step.kind == "wait"
        and step.call is not None
        and polls(step.call)
        and any(
            (each.returns, each.lane, each.start) == (True, step.lane, step.end)
            for each in of.steps
        )
        for step, of in taken
    )


def _times(rows: Sequence[Match]) -> str:
    """How often the sides took the steps of rows that are alike; empty for once."""
    counts = [
        sum(step.count for step in steps if step is not None)
        for steps in zip(*(match.steps for match in rows), strict=True)
    ]
    different = dict.fromkeys(str(count) for count in counts if count)
    return "" if [*different] == ["1"] else f" x {' and '.join(different)}"


def _row(match: Match, pair: Pair) -> tuple[str, tuple[Text, ...], str]:
    """The process, the line of each side, the system call and what came of it."""
    taken = [
        (step, story)
        for step, story in zip(match.steps, pair.stories, strict=True)
        if step is not None
    ]
    step, story = taken[0]
    lane = next((each for each in story.lanes if each.number == step.lane), None)
    lines = (
        Text() if each is None else _line(each, story)
        for each, story in zip(match.steps, pair.stories, strict=True)
    )
    return (
        step_owner(step, lane, story) if lane else "",
        tuple(lines),
        sanitized(outcome(step, story)),
    )


def _line(step: Step, story: SideExplanation) -> Text:
    """A line of source, cut where it is too long, or what is told in place of one, whole."""
    if step.place is None or step.kind in ("stop", "signal", "hold"):
        alone = replace(step, count=1, thread=None)  # the row has both elsewhere
        return Text(f"({sanitized(step_text(alone, story))})", no_wrap=False)
    return Text(f"{step.place.line:4} {sanitized(step.place.text)}")


def _ends(story: SideExplanation) -> Iterator[RenderableType]:
    """How the workers ended and who learned of it, and what went wrong."""
    told = told_joins(story)
    for joins in told[: limits.SHOWN_JOINS]:
        yield Padding(Group(*_joins(story, joins)), (0, 0, 1, 2))
    if len(told) > limits.SHOWN_JOINS:
        yield Text(
            f"  ... and {len(told) - limits.SHOWN_JOINS} other kinds of joins\n", style="dim"
        )
    if story.limit and story.hang is None:
        yield Text(f"  {label(story)} was cut short ({story.limit}):", style=STYLE[Outcome.FAILS])
    others = _not_in_picture(story)
    if others and story.hang is not None:
        yield Text(f"  What the picture of {label(story)} above does not show:")
    for text in waiting_texts(others, story):
        yield Hanging(Text(sanitized(text)), 4)
    if others or (story.limit and story.hang is None):
        yield ""
    if (story.ending is not None and story.ending.code != 0) or story.errors:
        yield from _end(story)


def _not_in_picture(story: SideExplanation) -> list[Waiting]:
    """The threads of a run that was cut short of which the picture of its hang tells less."""
    hang = story.hang
    shown = () if hang is None else (*hang.chain, *hang.others[: limits.SHOWN_WAITING])
    lines = {(each.pid, each.thread): {None, each.place} for each in shown}
    return [
        each
        for each in story.waiting
        if each.place not in lines.get((each.actor.pid, each.thread), ())
    ]


def _end(story: SideExplanation) -> Iterator[RenderableType]:
    """How the program itself ended, with what it wrote to standard error."""
    text, note = f"{label(story)} {has_ended(story.ending)}", sanitized(end_note(story))
    if not story.errors:
        yield Padding(Text(f"{text}. {note}".strip()), (0, 0, 1, 2))
        return
    yield Text(f"  {text}; on standard error:")
    yield from map(_error, story.errors)
    yield ""
    if note:
        yield Padding(Text(note), (0, 0, 1, 2))


def _error(line: str) -> Hanging:
    """A line of standard error; where it is broken, what follows stands further in than it."""
    text = sanitized(line)
    return Hanging(Text(text.lstrip()), 4 + len(text) - len(text.lstrip()))


def _orders(stories: Sequence[SideExplanation]) -> Iterator[RenderableType]:
    """How many orders of the lines are legal."""
    told = {
        label(story): (story.legal, story.rests_on)
        for story in stories
        if story.legal and not story.limit and _of_several(story)
    }
    for legal, rests_on in dict.fromkeys(told.values()):
        labels = [name for name, each in told.items() if each == (legal, rests_on)]
        number = "one order only" if legal == 1 else f"{legal:,} orders"
        how = "" if rests_on == "proof" else f", {RESTS_ON[rests_on]}"
        text = f"{' and '.join(labels)}: the lines that it printed can come in {number}{how}."
        yield Padding(Text(sanitized(text)), (0, 0, 1, 2))


def _of_several(story: SideExplanation) -> bool:
    """Whether several processes printed lines: those of one come in the order of its code."""
    return len({step.lane for step in story.steps if step.kind == "print"}) > 1


def _joins(story: SideExplanation, joins: Joins) -> Iterable[RenderableType]:
    join = joins.shown[0]
    head: list[str | Text] = [label(story)]
    if join.place:
        head += [" at ", where_text(join.place)]
    yield Text.assemble(*head, ": ", sanitized(summary(joins, story)))
    if join.place:
        yield Hanging(Text(sanitized(join.place.text)), 2)
    if join.path:
        yield Hanging(Text(sanitized(ARROW.join(join_path(join, story))), style="dim"), 2)
    if joins.count == 1 and (life := zombie(join)):
        yield Hanging(Text(life, style="dim"), 2)
    for note in trap_notes(joins, story):
        yield Hanging(Text(sanitized(note), style="yellow"), 2)
