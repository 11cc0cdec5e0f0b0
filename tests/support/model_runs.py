"""Runs of scripts in the model kernel, written down as a recorder would."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from joinscope.recording.records import (
    Arguments,
    CloseArguments,
    OutputResults,
    PairResults,
    PipeArguments,
    PollArguments,
    PollResults,
    ReadArguments,
    Ready,
    Results,
    WaitArguments,
    WaitResults,
    WriteArguments,
)
from kernel_model import RUNS, Line, Model, Operation, Outcome, State
from record_writer import PARENT, TERMINAL, RecordWriter


@dataclass
class Run:
    """A run of a script, written down as a recorder would; `kinds` are those of the answers."""

    model: Model
    chance: random.Random
    whole: bool
    writer: RecordWriter = field(default_factory=RecordWriter)
    kinds: dict[Line, str] = field(default_factory=dict)
    entered: dict[int, Outcome | None] = field(default_factory=dict)
    ready: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def go(self) -> bool:
        """Run to the end; False if all wait for each other."""
        state = self.model.first
        while RUNS in state.lives:
            able = [*self._able(state)]
            if not able:
                return False
            process = self.chance.choice(able)
            state = self._advance(state, process)
            while self.whole and process in self.entered and process in self._able(state):
                state = self._advance(state, process)
        return True

    def _able(self, state: State) -> Iterator[int]:
        for process, life in enumerate(state.lives):
            if life == RUNS and (
                process not in self.entered
                or self.entered[process] is not None
                or any(True for _ in self.model.outcomes(state, process))
            ):
                yield process

    def _advance(self, state: State, process: int) -> State:
        """Take the next step of a process: a call begins, has its effect, or returns."""
        tid = PARENT + process
        if process not in self.entered:
            if self.model.done(state, process):
                self.writer.exit(tid)
                return next(self.model.outcomes(state, process)).state
            self._enter(tid, self._operation(state, process))
            self.entered[process] = None
            return state
        outcome = self.entered[process]
        if outcome is not None:
            del self.entered[process]
            before = state.places[process] - 1
            self._leave(tid, before, self.model.scripts[process][before], outcome)
            return state
        outcome = self.chance.choice([*self.model.outcomes(state, process)])
        self.entered[process] = outcome
        self.kinds[process, state.places[process]] = outcome.kind
        name, given = self._operation(state, process)
        if name == "fork":
            self.writer.created(PARENT + given[0], tid, "fork")
        if name == "poll":
            self.ready[process] = self._events(state, given[0])
        return outcome.state

    def _operation(self, state: State, process: int) -> Operation:
        return self.model.scripts[process][state.places[process]]

    def _events(self, state: State, pipe: int) -> tuple[str, ...]:
        data = ("POLLIN",) if state.bytes[pipe] else ()
        return (*data, *(() if self.model.held(state, pipe, 1) else ("POLLHUP",)))

    def _enter(self, tid: int, operation: Operation) -> None:
        name, given = operation
        if name == "fork":
            self.writer.creates(tid)
            return
        pipe = f"pipe:[{given[0] + 1}]" if given else ""
        fd = 10 + 2 * given[0] if given else 0
        made: dict[str, Callable[[], Arguments]] = {
            "say": lambda: WriteArguments(1, TERMINAL, 9, ()),
            "pipe": lambda: PipeArguments(()),
            "read": lambda: ReadArguments(fd, pipe, given[1], ()),
            "write": lambda: WriteArguments(fd + 1, pipe, given[1], ()),
            "close": lambda: CloseArguments(fd + given[1], pipe),
            "poll": lambda: PollArguments(given[2], watched=1),
            "wait": lambda: WaitArguments("P_PID", PARENT + given[0], PARENT + given[0], ()),
            "nohang": lambda: WaitArguments(
                "P_PID", PARENT + given[0], PARENT + given[0], ("WNOHANG",)
            ),
            "waitany": lambda: WaitArguments("P_ALL", 0, None, ()),
        }
        self.writer.enter(tid, _call(name), made[name]())

    def _leave(self, tid: int, place: int, operation: Operation, outcome: Outcome) -> None:
        name, given = operation
        result, error = outcome.answer, None
        results: Results | None = None
        match name:
            case "say":
                text = f"{tid - PARENT}.{place}"
                result, results = len(text) + 1, OutputResults("stdout", f"{text}\n")
            case "fork":
                result = PARENT + outcome.answer
            case "pipe":
                fd, pipe = 10 + 2 * given[0], f"pipe:[{given[0] + 1}]"
                results = PairResults((fd, fd + 1), (pipe, pipe), cloexec=False)
            case "poll" if outcome.kind == "s":
                ready = Ready(10 + 2 * given[0], f"pipe:[{given[0] + 1}]", self.ready[tid - PARENT])
                results = PollResults((ready,))
            case "poll":
                asked = Ready(10 + 2 * given[0], f"pipe:[{given[0] + 1}]", ("POLLIN",))
                results = PollResults((), (asked,))
            case "write" if outcome.kind == "f":
                error = "EPIPE"
            case "wait" | "waitany" | "nohang" if outcome.kind == "s":
                result = PARENT + outcome.answer
                results = WaitResults(result, reaped=True, status=0)
            case "wait" | "waitany" | "nohang" if outcome.kind == "f":
                error = "ECHILD"
        self.writer.leave(tid, _call(name), result, results, error=error)


def _call(name: str) -> str:
    calls = {"say": "write", "fork": "clone", "pipe": "pipe2", "waitany": "wait4"}
    return calls.get(name, "wait4" if name in ("wait", "nohang") else name)
