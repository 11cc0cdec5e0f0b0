"""Records programs: starts a recorder process for each, and collects what it reports."""

import json
import math
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any, cast

from joinscope.recording.echo import Echo, Echoing
from joinscope.recording.environment import controlled
from joinscope.recording.interruption import interrupted, interruption
from joinscope.recording.recorders import supervisor, syscalls
from joinscope.recording.recording import Consumer, Line, Recording, decode
from joinscope.recording.watch import Watch, send
from joinscope.vocabulary import Evidence

# A program needs a processor to start, and then waits more than it works. Where more start at once
# than there are processors for, they wait for each other, which spoils the times that are shown.
# So few may be starting, though many may run.
STARTING = max(4, 2 * (os.cpu_count() or 1))
AT_ONCE = 32
# A run is starting until it has printed something, but no longer than so many seconds.
START_TIME = 1.0
# A recorder ends a run by itself only if nobody has told it to so many seconds after the deadline.
SPARE = 3.0
# Where there may be fewer processes, one that fails may have been refused one.
FEW = 64

START = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "from joinscope.recording.recorders.{} import main; main()"
)
PACKAGES = str(Path(__file__).parents[2])


MayStand = Callable[[int, Sequence[Recording]], bool]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What commands find when they start: the environment, the file that is their input, signals.

    All signals have their default action but those that are `ignored`. `echo` gets what they write
    as it comes: see echo.py; None: what they find is no terminal at which somebody waits for that.
    """

    environment: Mapping[str, str]
    stdin: str = os.devnull
    ignored: frozenset[int] = frozenset()
    echo: Echo | None = None


def record(  # noqa: PLR0913 - an argument for each setting
    commands: Sequence[Sequence[str]],
    *,
    through: Sequence[str],
    deadline: float,
    evidence: Evidence | Sequence[Evidence] = "output",
    consumers: Sequence[Consumer | None] | None = None,
    progress: Callable[[int, Line | None], None] = lambda _number, _line: None,
    cut: Callable[[int, Recording], None] = lambda _number, _recording: None,
    surroundings: Surroundings | None = None,
    may_stand: MayStand = lambda number, recordings: _without_timers(recordings[number]),
    lookups: bool = False,
    waits: bool = False,
    holds: "Sequence[syscalls.Holds]" = (),
) -> list[Recording]:
    """Run the commands at the same time, each through a terminal or a pipe, and record each.

    Few of them start at once: another is started when one of them has printed something. `deadline`
    is in seconds, for each. `progress` is called with a command's number and each line that it
    prints, and with None once it has ended; `cut` with its number and what there is of its
    recording, as soon as that says where each thread of a run stood that is cut short. The
    evidence is one for all or one for each; ask its `refusal` first. The consumer of each gets
    its records as they come. Without
    `surroundings` the commands run as they would for anybody. With `lookups` it is recorded, too,
    who looked at a file that another process had changed, which is dear, and with `waits` for how
    long who waited for a lock. `holds` are the rules of a schedule for each command, none for no
    command. Whatever ends this function, nothing that it started is left. One
    that was `refused` a process is not run again.

    A program that stands still is ended long before the deadline, if `may_stand` says of its
    number and all recordings that it has set no timer; as it is, a traced one that has set none.
    Within
    `interruptible`, Ctrl-C ends the runs, and what was recorded so far is returned.
    """
    around = surroundings or Surroundings(controlled())
    kinds = [evidence] * len(commands) if isinstance(evidence, str) else evidence
    waiting = list(enumerate(zip(commands, through, kinds, strict=True)))
    recordings = [Recording() for _ in commands]
    takers = list(consumers or [None] * len(commands))
    if around.echo is not None:
        takers = [Echoing(each, around.echo) for each in takers]
    with _selector() as selector, _killed_at_the_end() as running:
        while waiting or running:
            if interrupted():
                waiting.clear()
            while waiting and _room_for_another(running, recordings):
                number, (command, way, kind) = waiting.pop(0)
                line = _recorder(
                    list(command),
                    way,
                    deadline + SPARE,
                    kind,
                    around,
                    {
                        "lookups": lookups,
                        "waits": waits,
                        "holds": holds[number] if holds else (),
                    },
                )
                try:
                    running.append(_Recorder(number, line, around.environment))
                except OSError as error:
                    if not supervisor.is_no_process(error):
                        raise
                    recordings[number].refused = True
                    progress(number, None)
                    continue
                running[-1].watched(deadline, partial(may_stand, number, recordings))
                selector.register(running[-1].records, selectors.EVENT_READ, running[-1])
            # A run that prints nothing makes room when its time to start is over.
            pauses = [each.watch.wait() for each in running]
            if waiting:
                pauses.append(START_TIME / 4)
            for key, _ in selector.select(min(pauses, default=0)):
                recorder: _Recorder | None = key.data
                if recorder is None:  # an interruption, which is noticed now
                    selector.unregister(key.fileobj)
                    continue
                recording = recordings[recorder.number]
                for printed in recorder.take(recording, takers[recorder.number]):
                    progress(recorder.number, printed)
                recorder.tell_cut(recording, cut)
                if recorder.ended:
                    selector.unregister(recorder.records)
                    running.remove(recorder)
                    recording.refused |= recorder.close() or _may_be_refused(recording)
                    progress(recorder.number, None)
            for recorder in running:
                recorder.end_if_over(recordings[recorder.number])
    return recordings


@contextmanager
def _selector() -> Iterator[selectors.BaseSelector]:
    """A selector that an interruption wakes."""
    with selectors.DefaultSelector() as selector:
        if (asked := interruption()) is not None:
            selector.register(asked, selectors.EVENT_READ)
        yield selector


def _may_be_refused(recording: Recording) -> bool:
    """Whether a program that has failed may have done so for want of a process.

    Weaker evidence than system calls does not tell.
    """
    failed = recording.exit_status != 0 or recording.limit is not None
    return recording.evidence != "syscalls" and failed and syscalls.process_limit() < FEW


def _without_timers(recording: Recording) -> bool:
    return recording.evidence == "syscalls" and not recording.timers


def _room_for_another(running: "list[_Recorder]", recordings: list[Recording]) -> bool:
    """Whether another run may be started."""
    now = time.monotonic()
    starting = sum(
        not recordings[each.number].lines and now < each.started + START_TIME for each in running
    )
    if any(each.refused for each in recordings):  # there is room for few: one after the other
        return not running
    return len(running) < AT_ONCE and starting < STARTING


def _recorder(
    command: list[str],
    through: str,
    deadline: float,
    evidence: Evidence,
    around: Surroundings,
    traced: Mapping[str, Any],
) -> list[str]:
    """The command line of a recorder: its input is the cancel pipe, its output the records."""
    if evidence == "syscalls":
        return syscalls.start_line(
            command,
            records=1,
            cancel=0,
            through=through,
            deadline=deadline,
            stdin=around.stdin,
            ignored=around.ignored,
            **traced,
        )
    settings: dict[str, object] = {
        "command": command,
        "through": through,
        "deadline": deadline,
        "stdin": around.stdin,
        "ignored": sorted(around.ignored),
    }
    if evidence == "states":
        settings["path"] = syscalls.path()
    # -I and -S: what a recorder imports is none of the user's affair, and it starts faster.
    python = [sys.executable, "-I", "-S", "-c"]
    return [*python, START.format(evidence), PACKAGES, json.dumps(settings)]


class _Recorder:
    """A recorder process that runs one command, and our ends of its two pipes."""

    def __init__(self, number: int, line: list[str], environment: Mapping[str, str]) -> None:
        self.number = number
        self.started = time.monotonic()
        self.ended = False
        self._rest = b""
        self._told = False
        self._process = subprocess.Popen(
            line,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
            env=environment,
        )
        self.watch = Watch(self._process.pid, math.inf, lambda: False)
        self.records = cast("IO[bytes]", self._process.stdout)
        self.cancel = cast("IO[bytes]", self._process.stdin)

    def watched(self, deadline: float, may_stand: Callable[[], bool]) -> None:
        """Have the run watched: see watch.py."""
        self.watch = Watch(self._process.pid, deadline, may_stand)

    def end_if_over(self, recording: Recording) -> None:
        """End the run if it is time to, and keep what its processes were waiting for."""
        over = self.watch.look()
        if over is None and interrupted() and not self.watch.ended:
            over = "interrupt", self.watch.end()
        if over is not None:
            limit, recording.hang = over
            send(self.cancel.fileno(), limit)

    def take(self, recording: Recording, consumer: Consumer | None) -> Iterator[Line]:
        """Take the records that are there now; each line that they say was printed."""
        for each in self.read():
            taken = decode(each, "the recorder")
            if consumer is not None:
                consumer.add(taken)
            yield from recording.add(taken)

    def tell_cut(self, recording: Recording, cut: Callable[[int, Recording], None]) -> None:
        """Tell once where the threads stood: that is recorded before any of them is killed."""
        if recording.killed and recording.limit and not self._told:
            self._told = True
            cut(self.number, recording)

    def read(self) -> list[bytes]:
        """The records that are there now; `ended` is set when there will be no more."""
        data = os.read(self.records.fileno(), 65536)
        self.ended = not data
        *records, self._rest = (self._rest + data).split(b"\n")
        return records

    def close(self) -> bool:
        """Close the cancel pipe, so that the recorder kills what is left, and wait for it.

        Return whether it could start no process.
        """
        self.cancel.close()
        self.records.close()
        return self._process.wait() == supervisor.NO_PROCESS


@contextmanager
def _killed_at_the_end() -> Iterator[list[_Recorder]]:
    running: list[_Recorder] = []
    try:
        yield running
    finally:
        for recorder in running:
            recorder.close()
