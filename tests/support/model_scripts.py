"""Scripts for the model kernel, by a seed, each made along one run of it."""

import random
from collections.abc import Iterator

from kernel_model import GONE, RUNS, UNBORN, ZOMBIE, Model, State

PROCESSES, PIPES, STEPS = 4, 2, 18


def write(seed: int, *, plain: bool) -> Model:
    """A script, along a run of it; `plain`: one in which no answer could have been another.

    Then each pipe has one process that writes and one that reads, a byte at a time.
    """
    chance = random.Random(seed)  # noqa: S311 - no secret
    model, state, users = Model([[]]), State((0,), (RUNS,), ()), dict[tuple[int, int], int]()

    def does(process: int, name: str, *arguments: int) -> None:
        nonlocal state
        model.append(process, name, *arguments)
        if name == "fork":
            state = State((*state.places, 0), (*state.lives, UNBORN), state.bytes)
        if name == "pipe":
            state = state._replace(bytes=(*state.bytes, 0))
        state = chance.choice([*model.outcomes(state, process)]).state

    for _ in range(chance.randint(4, STEPS)):
        process = chance.choice([at for at, life in enumerate(state.lives) if life == RUNS])
        offers = [*_offers(model, state, process, users if plain else None)]
        name, *arguments = chance.choice([("say",), ("say",), *offers])
        if name in ("read", "write") and plain:
            users[int(arguments[0]), int(name == "write")] = process
        if name == "end":
            does(process, "say")
            state = state._replace(lives=_ended(state, process))
        else:
            does(process, str(name), *map(int, arguments))
    _finish(model, 0, state)
    return model


def _ended(state: State, process: int) -> tuple[str, ...]:
    return (*state.lives[:process], ZOMBIE, *state.lives[process + 1 :])


def _offers(
    model: Model, state: State, process: int, users: dict[tuple[int, int], int] | None
) -> Iterator[tuple[str | int, ...]]:
    """Operations that would not wait now."""
    if len(model.scripts) < PROCESSES:
        yield from 2 * [("fork", len(model.scripts))]
    if model.pipes < PIPES:
        yield ("pipe", model.pipes)
    for pipe, side in sorted(model.holds.get((process, state.places[process]), ())):
        mine = users is None or users.get((pipe, side), process) == process
        yield ("close", pipe, side)
        sizes = (1,) if users is not None else (1, 2)
        if side == 1 and mine:
            yield from (("write", pipe, size, 1) for size in sizes)
        if side == 0 and mine:
            if state.bytes[pipe] or not model.held(state, pipe, 1):
                yield from 2 * [("read", pipe, size, 0) for size in sizes]
                yield from [("poll", pipe, 0, -1)] * (users is None)
            if users is None:
                yield ("poll", pipe, 0, 0)
    children = [each for each in model.children(process) if state.lives[each] in (RUNS, ZOMBIE)]
    ended = [each for each in children if state.lives[each] == ZOMBIE]
    yield from 3 * [("wait", each) for each in ended]
    if users is None:
        yield from (("nohang", each) for each in children)
        yield from 2 * [("waitany",) for _ in ended[:1]]
    if process and not children:
        yield ("end",)


def _finish(model: Model, process: int, state: State) -> None:
    """Have each process wait for its children, and say so."""
    for child in model.children(process):
        _finish(model, child, state)
        if state.lives[child] != GONE:
            model.append(process, "wait", child)
    if state.lives[process] == RUNS:
        model.append(process, "say")
