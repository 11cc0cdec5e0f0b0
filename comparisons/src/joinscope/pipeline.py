"""The one pipeline: runs each program once for all that is said of it.

A program is started at most twice: once by the evidence that was chosen, whose recording is what
is judged, explained and shown; and, where that is traced, once more beside it untraced. Times that
people see are those of the untraced run, for a tracer makes a program slower. It proves nothing;
what it refutes is refuted.

    named = targets.comparisons(["worker_and_join"], ["fork", "spawn"])
    cases = [Case(target, "terminal") for target in named]
    for case, runs in zip(cases, run(cases, evidence="syscalls", deadline=30.0)):
        verdict = verdict_of(case, runs)

To be explained a program is run instrumented: then the verdict and the explanation are about the
same runs. What the instrumentation notes has no part in the order, so it changes no verdict.
"""

import errno
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from types import MappingProxyType

from joinscope.catalog.claims import Forced, Possible
from joinscope.errors import RecorderError
from joinscope.explanation.build import SideRun, explain_cut, explain_side
from joinscope.explanation.call_chain import Symbolizer
from joinscope.explanation.hangs import hang
from joinscope.explanation.model import Explanation, Hang, SideExplanation
from joinscope.happens_before.second_look import would_tell
from joinscope.joins.account import Account
from joinscope.programs.instrumentation import Instrumented
from joinscope.programs.program import Program, shown
from joinscope.programs.scratch_folder import scratch_folder
from joinscope.programs.targets import Runtime, Target
from joinscope.recording.call_stacks import Calls, from_lines
from joinscope.recording.echo import Echo
from joinscope.recording.environment import ignored_signals
from joinscope.recording.interruption import interrupted
from joinscope.recording.recorders.syscalls import no_process_sentence
from joinscope.recording.recording import Line, Recording
from joinscope.recording.runner import MayStand, Surroundings, record
from joinscope.schedule import Schedule, flat, schedule
from joinscope.verdict import races
from joinscope.verdict.judge import Ran, judge
from joinscope.verdict.verdict import ComparisonVerdict
from joinscope.vocabulary import Evidence, Through

# Those that take longest to start their worker are started first, and all end sooner.
SLOWNESS = ("fork", "spawn", "forkserver")


@dataclass(frozen=True, slots=True)
class Case:
    """The programs of a target, to be run through a terminal or a pipe."""

    target: Target
    through: Through

    @property
    def able(self) -> list[Program]:
        """The programs that can run here."""
        return [each for each in self.target.programs if each.unavailable is None]

    @property
    def explainable(self) -> list[Program]:
        """Those of them whose runs can be explained."""
        return [each for each in self.able if each.explainable]

    @property
    def races(self) -> list[Possible]:
        """What is claimed to be possible, by luck."""
        claims = (self.target.comparison and self.target.comparison.claims) or ()
        return [each for each in claims if isinstance(each, Possible)]

    def races_of(self, program: Program) -> list[Forced]:
        """The same of one program, with the holds that force it."""
        return [found for each in self.races if (found := races.forced(program, each))]


@dataclass(frozen=True, slots=True)
class ProgramRuns:
    """A program, and what its runs did.

    Attributes:
        recording: the judged run; None if the program could not be run.
        account: the order of that run, its processes and its joins; None if it was not traced.
        untraced: a run beside it that nothing traced; None if there was none.
        stacks: what the untraced run has noted; None if it was not instrumented.
        forced: the runs that were forced to show what may happen by luck, by their schedules.
        held: the run that is judged was forced not to show that.
    """

    program: Program
    recording: Recording | None = None
    account: Account | None = None
    untraced: Recording | None = None
    stacks: Calls | None = None
    forced: Mapping[Schedule, Recording] = field(default_factory=dict)
    held: bool = False


Progress = Callable[[Case, Program, Line | None], None]
# Gets the job of a run that is cut short, and what there is by then of its recording and account.
CutShort = Callable[["Job", Recording, Account | None], None]


@dataclass(frozen=True, slots=True)
class Job:
    """One run of one program: the run that is judged, or the n-th one beside it.

    `schedule` are the holds that are forced on it, if any.
    """

    case: Case
    program: Program
    evidence: Evidence
    beside: int = 0
    schedule: Schedule | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What a job's run did.

    `account` is None if it was not traced, `stacks` if its notes did not go to a file.
    """

    recording: Recording
    account: Account | None = None
    stacks: Calls | None = None


def run(  # noqa: PLR0913 - an argument for each setting
    cases: Sequence[Case],
    *,
    evidence: Evidence,
    deadline: float,
    instrumented: bool = False,
    again: bool = True,
    surroundings: Surroundings | None = None,
    still: bool = True,
    progress: Progress = lambda _case, _program, _line: None,
    meanwhile: Callable[[], object] = lambda: None,
    cut: CutShort = lambda _job, _recording, _account: None,
) -> list[list[ProgramRuns]]:
    """Run every program of each case, all at the same time; return what each of them did.

    `deadline` is in seconds, for each run. Of programs that are `instrumented` each one that can
    be explained is run untraced as well; of others, those that are shown; none if not `again`.
    `progress` gets each line of a judged run as it is printed, None at its end. `meanwhile` is
    called once all runs have begun to print: then there is time. `cut` is that of `record`.

    A program that stands still is ended then, if `still`; otherwise at the deadline, as any other.

    Where a run leaves something unknown for want of knowing who looked at a file that it changed,
    the program is run once more, with look-ups, and that run is judged; not if not `again`.

    Where a race is claimed to be possible, a run that is left alone may show it or not. So what is
    judged is a run that is forced not to, and another one that is forced to is made beside it.

    In `surroundings` of their own programs should not meet themselves: there all untraced runs
    come after the others.
    """
    judged = [_judged_job(case, each, evidence) for case in cases for each in case.able]
    beside = [
        Job(case, each, "output", beside=1)
        for case in cases
        for each in (case.explainable if instrumented else shown(case.able))
        if again and evidence == "syscalls" and not case.races
    ]
    beside += [each for case in cases for each in _forced_jobs(case) if evidence == "syscalls"]
    done: dict[Job, Done] = {}
    for planned in [judged, beside] if surroundings else [beside + judged]:
        if interrupted():
            break
        # Who stands still once does so again: nothing is learnt from that.
        stood = {job.program for job, one in done.items() if one.recording.limit == "standstill"}
        jobs = [job for job in planned if job.program not in stood]
        done |= run_jobs(
            jobs,
            known=done,
            deadline=deadline,
            instrumented=instrumented,
            surroundings=surroundings,
            still=still,
            progress=progress,
            meanwhile=meanwhile,
            cut=cut,
        )
    if again and not interrupted():
        done |= with_lookups(
            {job: done[job] for job in judged if job in done},
            deadline=deadline,
            instrumented=instrumented,
            surroundings=surroundings,
            still=still,
        )
    return [
        [
            _runs(
                each,
                done.get(_judged_job(case, each, evidence)),
                done.get(Job(case, each, "output", beside=1)),
                {
                    job.schedule: done[job].recording
                    for job in _forced_jobs(case)
                    if job.program is each and job.schedule and job in done
                },
                held=_judged_job(case, each, evidence).schedule is not None,
            )
            for each in case.target.programs
        ]
        for case in cases
    ]


def _judged_job(case: Case, program: Program, evidence: Evidence) -> Job:
    """The run of a program that is judged: without a race that is known, if it can be kept away."""
    holds = tuple(hold for each in case.races_of(program) for hold in each.otherwise)
    away = schedule(holds) if holds and evidence == "syscalls" else None
    return Job(case, program, evidence, schedule=away)


def _forced_jobs(case: Case) -> list[Job]:
    """The runs that are forced to show what may happen by luck."""
    return [
        Job(case, each, "syscalls", number, schedule(race.holds))
        for each in case.able
        for number, race in enumerate(case.races_of(each), 2)
    ]


def with_lookups(
    done: Mapping[Job, Done],
    *,
    deadline: float,
    instrumented: bool = False,
    surroundings: Surroundings | None = None,
    still: bool = True,
    account: Callable[[], Account] = Account,
) -> dict[Job, Done]:
    """The runs that look-ups can tell more of, run again with them: those that were as complete."""
    jobs = [
        job
        for job, one in done.items()
        if one.account is not None
        and one.recording.complete
        and one.recording.limit is None
        and would_tell(one.account.order)
    ]
    if not jobs:
        return {}
    more = run_jobs(
        jobs,
        known=done,
        deadline=deadline,
        instrumented=instrumented,
        surroundings=surroundings,
        still=still,
        lookups=True,
        account=account,
    )
    return {
        job: one
        for job, one in more.items()
        if one.recording.complete and one.recording.limit is None and not one.recording.refused
    }


def run_jobs(  # noqa: PLR0913 - an argument for each setting
    jobs: Sequence[Job],
    *,
    deadline: float,
    instrumented: bool = False,
    surroundings: Surroundings | None = None,
    still: bool = True,
    progress: Progress = lambda _case, _program, _line: None,
    meanwhile: Callable[[], object] = lambda: None,
    cut: CutShort = lambda _job, _recording, _account: None,
    known: Mapping[Job, Done] = MappingProxyType({}),
    lookups: bool = False,
    account: Callable[[], Account] = Account,
) -> dict[Job, Done]:
    """Run the jobs at the same time; the arguments are those of `run`, `known` earlier runs.

    `account` makes the account of each run that is traced.

    Where there may be only few processes, those that were refused one are run again, each alone.
    """
    jobs = sorted(jobs, key=lambda job: SLOWNESS.index(job.program.start_method), reverse=True)
    accounts = [account() if job.evidence == "syscalls" else None for job in jobs]
    with scratch_folder() as folder:
        instruments: list[Instrumented | None] = [None] * len(jobs)
        if instrumented:
            path = surroundings.environment.get("PYTHONPATH") if surroundings else None
            instruments = [
                _instrumented(folder / str(number), job, path) for number, job in enumerate(jobs)
            ]
        recordings = record(
            [
                job.program.command(instrumented=each)
                for job, each in zip(jobs, instruments, strict=True)
            ],
            through=[job.case.through for job in jobs],
            deadline=deadline,
            evidence=[job.evidence for job in jobs],
            consumers=accounts,
            progress=_of_the_judged(jobs, progress, meanwhile),
            cut=lambda number, recording: cut(jobs[number], recording, accounts[number]),
            surroundings=surroundings,
            may_stand=_may_stand(jobs, known) if still else lambda _number, _recordings: False,
            lookups=lookups,
            waits=instrumented,
            holds=[flat(job.schedule) if job.schedule else () for job in jobs],
        )
        stacks = [_stacks(each.notes) if each and each.notes else None for each in instruments]
    done = dict(zip(jobs, map(Done, recordings, accounts, stacks), strict=True))
    for job in jobs:
        if len(jobs) > 1 and done[job].recording.refused and not interrupted():
            done |= run_jobs(
                [job],
                deadline=deadline,
                instrumented=instrumented,
                surroundings=surroundings,
                still=still,
                known={**known, **{each: one for each, one in done.items() if each != job}},
                lookups=lookups,
                account=account,
            )
    return done


def _may_stand(jobs: Sequence[Job], known: Mapping[Job, Done]) -> MayStand:
    """A run may stand still if it has set no timer, or the traced run of the program had not."""

    def of(job: Job, recordings: Sequence[Recording]) -> Recording:
        return known[job].recording if job in known else recordings[jobs.index(job)]

    def may_stand(number: int, recordings: Sequence[Recording]) -> bool:
        job = jobs[number]
        traced = job if job.evidence == "syscalls" else replace(job, evidence="syscalls", beside=0)
        if traced not in known and traced not in jobs:
            return False
        found = of(traced, recordings)
        return not found.timers and (found.complete or traced == jobs[number])

    return may_stand


def _instrumented(folder: Path, job: Job, python_path: str | None) -> Instrumented:
    """A traced run shows its notes to the tracer, another one writes them into a file."""
    folder.mkdir()
    notes = None if job.evidence == "syscalls" else folder / "notes"
    return Instrumented(folder, notes, python_path)


def _stacks(file: Path) -> Calls:
    """What the notes in a file say, line by line, for a loop notes much; no file has none."""
    try:
        with file.open(encoding="utf-8", errors="surrogateescape") as lines:
            return from_lines(lines)
    except FileNotFoundError:
        return from_lines([])


def _of_the_judged(
    jobs: Sequence[Job], progress: Progress, meanwhile: Callable[[], object]
) -> Callable[[int, Line | None], None]:
    """Report the lines of the judged runs; call `meanwhile` once each run has printed or ended."""
    silent = set(jobs)

    def report(number: int, line: Line | None) -> None:
        job = jobs[number]
        if not job.beside:
            progress(job.case, job.program, line)
        if silent:
            silent.discard(job)
            if not silent:
                meanwhile()

    return report


def _runs(
    program: Program,
    judged: Done | None,
    beside: Done | None,
    forced: Mapping[Schedule, Recording],
    *,
    held: bool,
) -> ProgramRuns:
    if judged is None:
        return ProgramRuns(program)
    runs = ProgramRuns(program, judged.recording, judged.account, forced=forced, held=held)
    if beside is None:
        return runs
    return replace(runs, untraced=beside.recording, stacks=beside.stacks)


def verdict_of(
    case: Case,
    runs: Sequence[ProgramRuns],
    proved: Mapping[Program, frozenset[tuple[str, str]]] = MappingProxyType({}),
) -> ComparisonVerdict:
    """Judge what is claimed of the programs, by their runs; ValueError if nothing is.

    `proved` has of each program lines that forced runs have proved: see `Ran`.
    """
    comparison = case.target.comparison
    if comparison is None:
        raise ValueError(f"nothing is claimed of {case.target.name}")
    return judge(
        comparison,
        case.through,
        [
            Ran(
                each.program,
                each.recording,
                each.untraced,
                each.account,
                each.forced,
                proved.get(each.program, frozenset()),
                each.held,
            )
            for each in runs
        ],
    )


def explanation_of(
    case: Case,
    runs: Sequence[ProgramRuns],
    verdict: ComparisonVerdict | None = None,
) -> Explanation:
    """Explain what each instrumented program did, with what was judged of the same runs.

    RecorderError if a recording is not complete.
    """
    stories = []
    for each in runs:
        if each.recording is None or each.account is None or not each.program.explainable:
            continue  # could not run, or is C inside Python
        if not each.recording.complete:
            raise RecorderError(not_complete(each.program.shown, each.recording))
        stories.append(_side_explanation(each, each.recording, each.account))
    return _explanation(case, stories, verdict)


def _explanation(
    case: Case, stories: Sequence[SideExplanation], verdict: ComparisonVerdict | None = None
) -> Explanation:
    target = case.target
    return Explanation(
        target.name if case.through == "terminal" or target.own else f"{target.name} (pipe)",
        target.title,
        target.runtimes,
        tuple(stories),
        verdict,
        target.comparison.lesson if target.comparison else "",
        target.away,
    )


def not_its_own(name: str) -> str:
    """That a traced run is not what the program does alone, in one sentence."""
    return (
        f"{name}: it traces processes itself, which failed while it was recorded: "
        "a process has one tracer at most"
    )


def not_complete(name: str, recording: Recording) -> str:
    """Why there is no whole recording of a program, in one sentence."""
    if recording.refused:
        return f"{name}: {no_process_sentence(errno.EAGAIN)}"
    return f"{name}: its recorder died before the program had ended"


def explanation_of_recording(name: str, recording: Recording, account: Account) -> Explanation:
    """Explain what a recording tells that was made before: without the notes of functions.

    It is told as what its first process executed, in the words of Python if that is one.
    """
    first = next(iter(account.lifetimes.all.values()))
    words = tuple(first.executed[-1].arguments) if first.executed else (name,)
    path = first.executed[-1].path if first.executed else name
    python = PurePath(path).name.startswith("python")
    program = Program("python" if python else "c", "", words or (name,))
    story = story_of(program, recording, account)
    return Explanation(name, name, (Runtime(program.runtime, ()),), (story,))


def story_of(program: Program, recording: Recording, account: Account) -> SideExplanation:
    """What a traced run did that was not instrumented: without the notes of functions."""
    return explain_side(SideRun(program, recording, account, Symbolizer()))


def hang_of(program: Program, recording: Recording, account: Account | None) -> Hang | None:
    """Who waited for whom when a run was cut short; None if it was not, or nobody looked."""
    if recording.limit is None or recording.hang is None or account is None:
        return None
    errors = [line.text for line in recording.errors]
    return hang(account, _symbolizer(program), recording.hang, errors)


def _symbolizer(program: Program) -> Symbolizer:
    return Symbolizer(program.noting, [str(path.absolute()) for path in program.sources])


def _side_explanation(runs: ProgramRuns, recording: Recording, account: Account) -> SideExplanation:
    program = runs.program
    return explain_side(
        SideRun(
            program,
            recording,
            account,
            _symbolizer(program),
            runs.untraced,
            runs.stacks,
        )
    )


def explain(  # noqa: PLR0913 - an argument for each setting
    target: Target,
    *,
    through: Through = "terminal",
    deadline: float = 30.0,
    still: bool = True,
    progress: Progress = lambda _case, _program, _line: None,
    warn: Callable[[str], None] = lambda _sentence: None,
    echo: Echo | None = None,
    first: Callable[[Explanation], None] | None = None,
) -> Explanation:
    """Run a target for its explanation alone; needs the evidence `syscalls`.

    `warn` gets a sentence for each program that did not do what it does alone. `first` gets what
    is told first of a single program that hangs, as soon as that is known and no other run can
    change it: an explanation that says who waits for whom, and has no steps.

    `still` and `progress` are those of `run`. A program of somebody's own is run twice, one run
    after the other, unless its input is a terminal, which would be asked twice: then once, and
    `echo` gets what it writes as it comes, for that may be a question.
    """
    case = Case(target, through)

    def cut(job: Job, recording: Recording, account: Account | None) -> None:
        lasting = recording.limit in ("interrupt", "standstill") and not job.beside
        if first is not None and account is not None and lasting and target.own:
            seen = SideRun(job.program, recording, account, _symbolizer(job.program))
            first(_explanation(case, [explain_cut(seen)]))
            account.go_on()

    with _surroundings(target, echo) as around:
        (runs,) = run(
            [case],
            evidence="syscalls",
            deadline=deadline,
            instrumented=True,
            again=around is None or not os.isatty(0),
            surroundings=around,
            still=still,
            progress=progress,
            cut=cut if len(case.able) == 1 else lambda _job, _recording, _account: None,
        )
    ran = [each for each in runs if each.recording is not None]
    for each in ran:
        if each.recording is not None and each.recording.own_tracer:
            warn(not_its_own(each.program.shown))
    verdict = verdict_of(case, ran) if target.comparison else None
    return explanation_of(case, ran, verdict)


@contextmanager
def _surroundings(target: Target, echo: Echo | None) -> Iterator[Surroundings | None]:
    """What a program of somebody's own would find: our environment, and our input for each run."""
    if not target.own:
        yield None
    elif os.isatty(0):
        yield Surroundings(dict(os.environ), os.ttyname(0), ignored_signals(), echo)
    else:
        with scratch_folder() as folder:
            copy = folder / "input"
            copy.write_bytes(sys.stdin.buffer.read() if sys.stdin is not None else b"")
            yield Surroundings(dict(os.environ), str(copy), ignored_signals())
