"""A kernel small enough to try everything: all runs of a script that are alike one of them.

The words are those of the interpreter of scripts, as far as they are here: say, fork, pipe, read,
write, close, poll, wait, waitany, nohang. Each operation takes effect at one moment, with an answer
of some kind; what it did is all in the state: how far each process is, who has ended, who was
reaped, and how many bytes are in each pipe.

Runs are alike if each operation gets an answer of the same kind. So all runs that are alike one of
them are the ways through the states from the first one on, taking only answers of those kinds, to
one in which all have ended. Whether line A can be first of A and B is then a question about states:
is there one on such a way in which A has been said, and B has not?
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

Operation = tuple[str, tuple[int, ...]]
Line = tuple[int, int]  # the process, and the place of the operation that said it
Kinds = Mapping[Line, str]
MOST = 4_000  # states that are tried; a script with more of them is given up

UNBORN, RUNS, ZOMBIE, GONE = "unborn", "runs", "zombie", "gone"


class State(NamedTuple):
    """How far each process is, and how it is; the bytes in each pipe."""

    places: tuple[int, ...]
    lives: tuple[str, ...]
    bytes: tuple[int, ...]


class Outcome(NamedTuple):
    """What an operation may do now: the kind of its answer, its number, and the state after it.

    `answer` is a count of bytes, the number of a child, or 0.
    """

    kind: str
    answer: int
    state: State


@dataclass(eq=False)
class Model:
    """A script, which may still grow, in the kernel's eyes."""

    scripts: list[list[Operation]]
    pipes: int = 0
    holds: dict[Line, frozenset[tuple[int, int]]] = field(default_factory=dict)

    @classmethod
    def of(cls, script: str) -> "Model":
        """Read a script as the interpreter does."""
        model = cls([[]])
        for number, part in enumerate(script.split(" / ")):
            for word in part.split():
                name, _, rest = word.partition(":")
                model.append(number, name, *(int(each) for each in rest.split(",") if each))
        return model

    def append(self, process: int, name: str, *arguments: int) -> None:
        operations = self.scripts[process]
        place = len(operations)
        operations.append((name, arguments))
        held = self.holds.get((process, place), frozenset())
        if name == "pipe":
            self.pipes = max(self.pipes, arguments[0] + 1)
            held |= {(arguments[0], 0), (arguments[0], 1)}
        elif name == "close":
            held -= {(arguments[0], arguments[1])}
        elif name == "fork":
            self.holds[arguments[0], 0] = held
            while len(self.scripts) <= arguments[0]:
                self.scripts.append([])
        self.holds[process, place + 1] = held

    def __str__(self) -> str:
        """The words of the script, for who has to look at one that failed."""
        words = (
            " ".join(f"{name}:{','.join(map(str, given))}" if given else name for name, given in of)
            for of in self.scripts
        )
        return " / ".join(words)

    @property
    def first(self) -> State:
        number = len(self.scripts)
        return State((0,) * number, (RUNS, *[UNBORN] * (number - 1)), (0,) * self.pipes)

    def children(self, process: int) -> list[int]:
        forks = (given[0] for name, given in self.scripts[process] if name == "fork")
        return [*forks]

    def held(self, state: State, pipe: int, side: int) -> bool:
        """Whether anybody holds an end of a pipe."""
        return any(
            life == RUNS and (pipe, side) in self.holds.get((process, place), ())
            for process, (place, life) in enumerate(zip(state.places, state.lives, strict=True))
        )

    def done(self, state: State, process: int) -> bool:
        """Whether nothing is left to a process but to end."""
        return state.places[process] == len(self.scripts[process])

    def outcomes(self, state: State, process: int) -> Iterator[Outcome]:
        """What the next operation of a process that runs may do now; nothing: it waits."""
        if self.done(state, process):
            yield Outcome("", 0, _live(state, process, ZOMBIE))
            return
        name, given = self.scripts[process][state.places[process]]
        after = _step(state, process)
        match name:
            case "fork":
                yield Outcome("s", given[0], _live(after, given[0], RUNS))
            case "wait" | "waitany" | "nohang":
                yield from self._wait(state, process, name, given)
            case "read" | "poll":
                yield from self._look(state, process, name, given)
            case "write" if not self.held(state, given[0], 0):
                yield Outcome("f", -1, after)
            case "write":
                yield Outcome("s", given[1], _fill(after, given[0], given[1]))
            case _:
                yield Outcome("s", 0, after)

    def _wait(
        self, state: State, process: int, name: str, given: Sequence[int]
    ) -> Iterator[Outcome]:
        after = _step(state, process)
        mine = self.children(process) if name == "waitany" else [*given]
        mine = [each for each in mine if state.lives[each] in (RUNS, ZOMBIE)]
        ended = [each for each in mine if state.lives[each] == ZOMBIE]
        for child in ended:
            yield Outcome("s", child, _live(after, child, GONE))
        if not mine:
            yield Outcome("f", -1, after)
        elif not ended and name == "nohang":
            yield Outcome("n", 0, after)

    def _look(
        self, state: State, process: int, name: str, given: Sequence[int]
    ) -> Iterator[Outcome]:
        after, pipe = _step(state, process), given[0]
        size, open_ = state.bytes[pipe], self.held(state, pipe, 1)
        if name == "read" and size:
            taken = min(size, given[1])
            yield Outcome("s", taken, _fill(after, pipe, -taken))
        elif name == "read" and not open_:
            yield Outcome("e", 0, after)
        elif name == "poll" and (size or not open_):
            yield Outcome("s", 1, after)
        elif name == "poll" and given[2] != -1:
            yield Outcome("n", 0, after)

    def lines(self) -> list[Line]:
        return [
            (process, place)
            for process, operations in enumerate(self.scripts)
            for place, (name, _) in enumerate(operations)
            if name == "say"
        ]

    def alike(self, kinds: Kinds) -> dict[Line, set[Line]] | None:
        """For each line those that come after it in some run with answers of these kinds.

        An answer of "sf" may be of either kind.
        None if there are too many states.
        """
        todo, before = [self.first], dict[State, list[State]]()
        before[self.first] = []
        ends = []
        while todo:
            state = todo.pop()
            ways = [*self._ways(state, kinds)]
            if not ways and RUNS not in state.lives:
                ends.append(state)
            for after in ways:
                if after not in before:
                    before[after] = []
                    todo.append(after)
                before[after].append(state)
            if len(before) > MOST:
                return None
        live = set(ends)
        while ends:
            for state in before[ends.pop()]:
                if state not in live:
                    live.add(state)
                    ends.append(state)
        return self._first(live)

    def _ways(self, state: State, kinds: Kinds) -> Iterator[State]:
        for process, life in enumerate(state.lives):
            if life != RUNS:
                continue
            wanted = kinds.get((process, state.places[process]), "s")
            for kind, _, after in self.outcomes(state, process):
                if kind in wanted:
                    yield after

    def _first(self, live: set[State]) -> dict[Line, set[Line]]:
        lines = self.lines()
        found: dict[Line, set[Line]] = {line: set() for line in lines}
        for places in {state.places for state in live}:
            said = [line for line in lines if places[line[0]] > line[1]]
            rest = {*lines} - {*said}
            for line in said:
                found[line] |= rest
        return found


def _step(state: State, process: int) -> State:
    places = (*state.places[:process], state.places[process] + 1, *state.places[process + 1 :])
    return state._replace(places=places)


def _live(state: State, process: int, life: str) -> State:
    lives = (*state.lives[:process], life, *state.lives[process + 1 :])
    return state._replace(lives=lives)


def _fill(state: State, pipe: int, size: int) -> State:
    sizes = (*state.bytes[:pipe], state.bytes[pipe] + size, *state.bytes[pipe + 1 :])
    return state._replace(bytes=sizes)
