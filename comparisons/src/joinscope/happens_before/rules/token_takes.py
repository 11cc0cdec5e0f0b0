"""Tokens: who had to wait until there was enough of something comes after who has put it there.

See happens_before/tokens.py for why. Semaphores are such, and the room in a queue of messages.
"""

from joinscope.happens_before.causal_past import CausalPast
from joinscope.happens_before.choices import Choice, strongest
from joinscope.happens_before.graph import NEVER, Chain, Kind
from joinscope.happens_before.kernel_state import Rival, State, Thread
from joinscope.happens_before.tokens import Changes, Tokens, Wait

FAR = 64  # of more that others have done, only the last is looked for


def put(state: State, chain: Chain, tokens: Tokens, enter: int, amount: int) -> None:
    """So many are put in by a call that began at `enter`: takes before it could have had them."""
    tokens.puts.setdefault(chain, Changes()).add(enter, amount)
    earlier = [each for each in tokens.waits if each.source is not chain]
    if not earlier and not tokens.luck:
        return
    floor = min(*(each.returned for each in earlier), *tokens.luck.values(), enter)
    past = CausalPast(state.graph, enter, floor=floor)
    for each in earlier:
        if each.returned < enter and past.holds(each.returned):
            continue
        each.lacking -= amount
        # That it came earlier may be so by another way: as what was put in before a fork.
        if each.lacking <= 0 and not state.reaches(each.put, each.enter):
            choice = _choice(tokens, each.source)
            state.graph.choose(each.target, each.place, choice)
            _luck(state, tokens, each.target, each.returned, choice)
    tokens.waits = [each for each in tokens.waits if each.lacking > 0]
    for taker, returned in tokens.luck.items():
        if returned > enter or not past.holds(returned):
            _rival(state, tokens, (chain, taker), enter)


def seen(state: State, thread: Thread, tokens: Tokens) -> None:
    """Not yet: who has found too few began before this put returned."""
    looked = tokens.looked
    if looked is None or looked[0] is thread.chain:
        return
    if not set(tokens.takes) - {looked[0]}:
        state.edge(*looked[:2], thread, Kind.LOOK, choice=looked[2])
        tokens.missed.append((looked[1], thread.chain, thread.last))


def found_too_few(
    state: State,
    thread: Thread,
    tokens: Tokens,
    enter: int,
    choice: Choice = Choice.NOT_YET,
) -> None:
    """A take has failed: there was not enough, and it did not wait, or no longer.

    By another choice it could have found the same after what was put in only later.
    """
    tokens.looked = thread.chain, enter, choice
    if set(tokens.takes) - {thread.chain}:
        return
    graph = state.graph
    for chain, changes in tokens.puts.items():
        returned = graph.partner[changes.points[-1]]
        if chain is not thread.chain and enter < returned < thread.last:  # while it looked
            end = max(returned, chain.targets[-1] if chain.targets else 0)
            graph.edge(thread.chain, enter, chain, end, Kind.LOOK, choice)
            tokens.missed.append((enter, chain, end))


def _missed(state: State, thread: Thread, tokens: Tokens, enter: int) -> None:
    """A take could have come before looks that found too few, and be why they did: see looks.py."""
    graph, left = state.graph, []
    for each in tokens.missed:
        if graph.owner(each[0]) is thread.chain or state.reaches(each[0], enter):
            left.append(each)
        else:
            graph.choose_between(*each, Choice.WHICH_READER)
    tokens.missed = left


def take(
    state: State,
    thread: Thread,
    tokens: Tokens,
    enter: int,
    amount: int,
    kind: Kind,
    choice: Choice | None,
) -> bool:
    """Tokens: a take that began at `enter` has returned, and comes after what has made it possible.

    Returns False if nothing that was seen has made it possible.
    """
    if tokens.missed:
        _missed(state, thread, tokens, enter)
    found = look(state, thread, tokens, enter, amount, kind, choice)
    tokens.takes.setdefault(thread.chain, Changes()).add(enter, amount)
    return found


def look(
    state: State,
    thread: Thread,
    tokens: Tokens,
    enter: int,
    needs: int,
    kind: Kind,
    choice: Choice | None,
) -> bool:
    """The same of who has found that there are enough, and leaves them there."""
    if tokens.put - tokens.taken < needs:
        _assume(state, tokens)
    chain = thread.chain
    sure_takes = sum(_before(state, thread, tokens, tokens.takes, enter).values())
    sure_puts = _before(state, thread, tokens, tokens.puts, enter)
    most, run = tokens.put - sure_takes, tokens.put - tokens.taken
    lacking = needs - (tokens.start + sum(sure_puts.values()) - sure_takes)
    followed = False
    for source, changes in tokens.puts.items():
        if source is chain:
            continue
        place = changes.needed(needs - most + changes.total)
        why = choice
        if place is None:
            place = changes.needed(needs - run + changes.total)
            why = strongest(choice, _choice(tokens, source))
        if place is None or changes.points[place] >= thread.last:
            continue
        state.edge(source, changes.points[place], thread, kind, choice=why)
        followed = True
        if why is choice:
            left = needs - most + changes.total - changes.before(place)
            edge = chain, len(chain.edges) - 1
            put_at = changes.points[place]
            tokens.waits.append(Wait(*edge, source, put_at, enter, thread.last, left))
    if lacking > 0 and not followed:
        _luck(state, tokens, chain, thread.last, Choice.WHICH_WRITER)
    return run >= needs


def _assume(state: State, tokens: Tokens) -> None:
    """What is not there must have been put in by a call that has not returned yet."""
    opened, tokens.open = tokens.open, {}
    for chain, (enter, amount) in opened.items():
        put(state, chain, tokens, enter, amount)


def _before(
    state: State, thread: Thread, tokens: Tokens, done: dict[Chain, Changes], enter: int
) -> dict[Chain, int]:
    """Of what each thread has put in or taken out, what is before a point by proof."""
    found = dict[Chain, int]()
    for chain, changes in done.items():
        if chain is thread.chain:
            found[chain] = changes.total
            continue
        points, key = changes.points, (thread.chain, id(changes))
        n = tokens.known.get(key, 0)
        if n < len(points) and state.reaches(points[-1], enter):
            n = len(points)
        elif len(points) - n <= FAR:
            while n < len(points) and state.reaches(points[n], enter):
                n += 1
        tokens.known[key] = n
        found[chain] = changes.before(n)
    return found


def _choice(tokens: Tokens, source: Chain) -> Choice:
    """Who puts back what it has taken out passes on a lock."""
    return Choice.LOCKED if source in tokens.takes else Choice.WHICH_WRITER


def _luck(state: State, tokens: Tokens, taker: Chain, returned: int, choice: Choice) -> None:
    """A take could have had what others put in: those whose put need not be after it."""
    if tokens.luck.get(taker, NEVER) <= returned:
        return
    tokens.luck[taker] = returned
    for (_, other), place in tokens.rivals.items():
        if other is taker:
            state.candidates[place].told = returned
    for chain, changes in tokens.puts.items():
        if (chain, taker) in tokens.rivals:
            continue
        for enter in reversed(changes.points[-FAR:]):
            if returned > enter or not state.reaches(returned, enter):
                _rival(state, tokens, (chain, taker), enter, choice)
                break


def _rival(
    state: State,
    tokens: Tokens,
    both: tuple[Chain, Chain],
    enter: int,
    choice: Choice = Choice.WHICH_WRITER,
) -> None:
    place = tokens.rivals.get(both)
    if place is None:
        tokens.rivals[both] = len(state.candidates)
        state.candidates.append(Rival(choice, tokens.luck[both[1]], written=enter))
    else:
        state.candidates[place].written = enter
