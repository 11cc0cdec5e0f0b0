"""Legal outputs as lines of text, and which of them were seen."""

from collections.abc import Iterator, Sequence
from itertools import islice

from joinscope import limits
from joinscope.happens_before.linear_extensions import LinearExtensions
from joinscope.joins.facts import JoinFacts
from joinscope.joins.proved_order import Order
from joinscope.programs.program import Program
from joinscope.render.terminal import sanitized
from joinscope.render.wording.joins import joining_text
from joinscope.render.wording.open_orders import why_unknown
from joinscope.render.wording.outputs import NOT_SEEN, how_many, seen_by
from joinscope.render.wording.paths import path_text
from joinscope.render.wording.programs import program_names
from joinscope.schedules.witnesses import Witnessed, alike


def of_sides(found: Sequence[Witnessed], most: int) -> Iterator[str]:
    """The outputs of a program's sides; those that order their lines alike share a list.

    A side whose traced run was cut short has none: what it would have printed then is not known.
    """
    ran = [each.side for each in found]
    for group in alike([each for each in found if each.limit is None]):
        legal = group[0].legal
        sides = program_names([each.side for each in group], ran)
        yield f"{sides}: {how_many(legal, most)}"
        listed = list(islice(legal, most))
        for output in listed:
            yield ""
            yield from (f"  {sanitized(line)}" for line in output)
            yield f"    {_times(output, group, ran)}"
        others = {output for each in group for output in each.seen} - set(listed)
        if rest := [output for output in others if legal.allows(output)]:
            yield ""
            yield f"  {len(rest)} other legal outputs were seen"
        for output in sorted(others.difference(rest)):
            yield ""
            yield from (f"  {sanitized(line)}" for line in output)
            refuted = all(each.legal.refutes(output) for each in group if output in each.seen)
            how = "not legal by" if refuted else "with another answer than in"
            yield f"    {how} the traced run: {_times(output, group, ran)}"
        yield from unknown(legal, Order(group[0].account))
        yield ""
    for each in found:
        if each.limit is None and each.cut:
            yield f"{each.side}: {each.cut} of {each.runs} runs did not end"
        elif each.limit is not None:
            ended = f"{each.cut} of {each.runs} runs did not end"
            yield f"{each.side}: no legal output is known: {ended}"


def _times(output: tuple[str, ...], group: Sequence[Witnessed], ran: Sequence[Program]) -> str:
    """How often the sides of a group printed this."""
    counts: dict[tuple[int, int], list[Program]] = {}
    for each in group:
        if output in each.seen:
            counts.setdefault((each.seen[output], each.runs), []).append(each.side)
    return seen_by(counts, ran)


def of_recordings(
    legal: LinearExtensions, order: Order, runs: Sequence[tuple[str, ...]], most: int
) -> Iterator[str]:
    """The outputs of recordings of one program, the first of which gives the order."""
    seen = legal.seen(runs)
    yield f"{how_many(legal, most)}; recordings: {len(runs)}"
    for output in islice(legal, most):
        yield ""
        yield f"seen {seen[output]} of {len(runs)}" if output in seen else NOT_SEEN
        yield from (f"  {sanitized(line)}" for line in output)
    for output in seen:
        if not legal.allows(output):
            yield ""
            yield (
                "seen, but not legal by the first recording: another program, or another path"
                if legal.refutes(output)
                else "seen, with another answer than in the first recording"
            )
            yield from (f"  {sanitized(line)}" for line in output)
    yield from unknown(legal, order)


def unknown(legal: LinearExtensions, order: Order) -> Iterator[str]:
    """The pairs of lines whose order is not known, and why."""
    for one, other in legal.unknown[: limits.UNKNOWN_PAIRS]:
        why = order.between(one, other)
        told = f": {why_unknown(why, several=order.several)}" if why else ""
        first, second = sanitized(legal.texts[one]), sanitized(legal.texts[other])
        yield f'unknown: "{first}" and "{second}"{told}'
    if len(legal.unknown) > limits.UNKNOWN_PAIRS:
        yield f"unknown: {len(legal.unknown) - limits.UNKNOWN_PAIRS} other pairs"


def joins(found: Sequence[JoinFacts]) -> Iterator[str]:
    """How each worker was joined."""
    several = len(found) > 1
    for join in found:
        waited = "; it waited for that" if join.blocked else ""
        yield f"PID {join.worker.pid}: {joining_text(join, several=several)}{waited}"
        if join.path:
            yield f"  {path_text(join.path, several=several)}"
