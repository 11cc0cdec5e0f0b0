"""Explanations as recordings give them, made by hand: the article's, many, a hostile one."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from joinscope.catalog.claims import Before
from joinscope.catalog.front_matter import Comparison
from joinscope.explanation.calls import (
    Call,
    Data,
    Descriptor,
    Duration,
    Flags,
    Number,
    Program,
    Ready,
)
from joinscope.explanation.known_traps import EndedBySignal, NeverReaped
from joinscope.explanation.model import (
    Arrow,
    Explanation,
    File,
    Join,
    Joins,
    Lane,
    Level,
    Place,
    Segment,
    SideExplanation,
    Step,
    Waiting,
)
from joinscope.joins.facts import Actor, Hop, Path
from joinscope.programs.program import Program as Side
from joinscope.programs.targets import Runtime
from joinscope.recording.recording import Recording
from joinscope.schedule import Hold, Point, schedule
from joinscope.schedules.claim_attacks import ClaimAttack, NotAttacked
from joinscope.schedules.forced_runs import ForcedRun
from joinscope.schedules.forced_runs import Outcome as Forced
from joinscope.schedules.forced_runs import Waiting as Held
from joinscope.schedules.targeted import Attempt
from joinscope.verdict.reasons import CameFirst
from joinscope.verdict.verdict import ComparisonVerdict, Finding, Outcome, SideVerdict
from joinscope.vocabulary import Ending, Event, Language, RoleKind

MS = 1_000_000
PYTHON = (
    "import multiprocessing",
    "import time",
    "",
    "def worker():",
    '    print("Starting worker")',
    "    time.sleep(2)",
    '    print("Worker completed")',
    "",
    "if __name__ == '__main__':",
    "    p = multiprocessing.Process(target=worker)",
    "    p.start()",
    "    p.join()",
    "",
    '    print("Parent process completed")',
)
C = (
    "static void",
    "worker(void)",
    "{",
    '    puts("Starting worker");',
    "    sleep(2);",
    '    puts("Worker completed");',
    "}",
    "",
    "int",
    "main(void)",
    "{",
    "\tpid_t pid = fork();",
    "\tif (pid == 0) { worker(); _exit(fflush(stdout)); }",
    "\twaitpid(pid, &status, 0);",
    '\tputs("Parent process completed");',
    "}",
)
LINES = ("Starting worker", "Worker completed", "Parent process completed")
AT = {  # the line of each step, in Python and in C
    "create": (11, 12),
    "wait": (12, 14),
    "run": (4, 2),
    "Starting worker": (5, 4),
    "sleep": (6, 5),
    "Worker completed": (7, 6),
    "end": (None, 13),
    "Parent process completed": (14, 15),
}
INSIDE = {  # the levels between the program's line and the system call, in Python
    "create": (("BaseProcess.start", "process.py", 121), ("Popen._launch", "popen_fork.py", 66)),
    "wait": (
        ("BaseProcess.join", "process.py", 149),
        ("Popen.wait", "popen_fork.py", 43),
        ("Popen.poll", "popen_fork.py", 27),
    ),
}

WORKER, PARENT = Actor(RoleKind.WORKER, 1, 101), Actor(RoleKind.PARENT, None, 100)
PATH = Path(  # worker write -> exit -> wait4 returns -> parent write
    "edges",
    (
        Hop(WORKER, "calls", "write", None),
        Hop(WORKER, "exits", "", "program"),
        Hop(PARENT, "returns", "wait4", "reap"),
        Hop(PARENT, "calls", "write", "program"),
    ),
)
JOINED = Path("edges", (Hop(WORKER, "exits", "", None), Hop(PARENT, "calls", "wait4", "reap")))
SLEEP = Call("clock_nanosleep", "sleep", (Duration(2 * 10**9),), 0)
EXIT = Call("exit_group", "exit", (Number(0),), returned=False)


def clone(pid: int) -> Call:
    return Call("clone", "create", (Flags(("SIGCHLD",)),), pid)


def wait4(pid: int) -> Call:
    return Call("wait4", "wait", (Number(pid),), pid)


def write(size: int) -> Call:
    return Call("write", "write", (Descriptor(1, None),), size)


def place(language: Language, line: int, *, file: str = "") -> Place:
    """A line of the article's program, or of one of Python's modules."""
    if file:
        return Place(f"/usr/lib/python3.13/multiprocessing/{file}", line, "f", "f(x)", own=False)
    text = (PYTHON if language == "python" else C)[line - 1].strip()
    name = "worker_and_join.py" if language == "python" else "worker_and_join.c"
    return Place(f"/tmp/here/{name}", line, "worker", text, own=True)


def chain(language: Language, what: str, call: str, start: int, end: int) -> tuple[Level, ...]:
    """The levels of a step, each around the next in time."""
    line = AT.get(what, (None, None))[language == "c"]
    outer = Level("<module>", "python", place(language, line), start - 9, end + 9) if line else None
    inner = [
        Level(name, "python", place(language, number, file=file), start - 5, end + 5)
        for name, file, number in (INSIDE.get(what, ()) if language == "python" else ())
    ]
    return (*([outer] if outer else []), *inner, Level(call, "system", None, start, end))


def story(
    language: Language, method: str = "fork", *, runtime: str = "", workers: int = 1
) -> SideExplanation:
    """The article's program under a start method, with more workers one after the other."""
    boot = 80 * MS if language == "python" else 3 * MS
    steps: list[Step] = []
    lanes: list[Lane] = []
    arrows: list[Arrow] = []
    quiet = 2000 * MS // workers
    parent, now = [Segment("running", 0, boot)], boot

    def step(
        key: str, kind: str, lane: int, worker: int | None, call: Call | None, *times: int
    ) -> None:
        what = key.removeprefix("print ") if kind == "print" else kind
        start, end = times
        steps.append(
            Step(
                key,
                kind,  # type: ignore[arg-type]
                lane,
                worker,
                call,
                start,
                end,
                place(language, line)
                if (line := AT.get(what, (None, None))[language == "c"])
                else None,
                chain(language, what, call.name, start, end) if call else (),
                function={"create": "start", "wait": "join"}.get(kind, ""),
                text=what if kind == "print" else "",
                ending=Ending(0) if kind == "end" else None,
                blocked=kind == "wait",
            )
        )

    for number in range(1, workers + 1):
        begin, asleep, awake = now + 100_000, now + 3 * MS, now + 3 * MS + quiet
        ending, dead, reaped = awake + MS, awake + MS + 400_000, awake + MS + 450_000
        step(f"create {number}", "create", 0, number, clone(100 + number), now, begin)
        step(
            f"wait {number}",
            "wait",
            0,
            number,
            wait4(100 + number),
            begin,
            reaped,
        )
        step(f"run {number}", "run", number, number, None, begin + MS, begin + MS)
        if workers == 1:
            step(
                f"print {LINES[0]}",
                "print",
                1,
                1,
                write(16),
                begin + 2 * MS,
                begin + 2 * MS + 30_000,
            )
            step("sleep worker 1", "sleep", 1, 1, SLEEP, asleep, awake)
            step(
                f"print {LINES[1]}",
                "print",
                1,
                1,
                write(17),
                awake + 50_000,
                awake + 90_000,
            )
        step(f"end {number}", "end", number, number, EXIT, ending, ending)
        parent += [Segment("running", now, begin), Segment("waiting", begin, reaped, "wait4")]
        segments = (
            Segment("running", begin, asleep),
            Segment("sleeping", asleep, awake, "clock_nanosleep"),
            Segment("running", awake, ending),
            Segment("exiting", ending, dead),
            Segment("zombie", dead, reaped),
        )
        lanes.append(Lane(number, RoleKind.WORKER, 100 + number, number, segments, begin, dead))
        arrows.append(Arrow("create", (0, now), (number, begin), "creation", "clone"))
        arrows.append(Arrow("reap", (number, ending), (0, reaped), "reap"))
        now = reaped
    step(f"print {LINES[2]}", "print", 0, None, write(25), now + MS, now + MS + 30_000)
    step("exit", "exit", 0, None, EXIT, now + 9 * MS, now + 9 * MS)
    parent += [
        Segment("running", now, now + 9 * MS),
        Segment("exiting", now + 9 * MS, now + 10 * MS),
    ]
    lanes.insert(0, Lane(0, RoleKind.PARENT, 100, None, tuple(parent), 0, now + 10 * MS))
    source = PYTHON if language == "python" else C
    return SideExplanation(
        language=language,
        start_method=method,
        runtime=runtime or ("CPython 3.13.1" if language == "python" else "cc 12.2.0"),
        command="worker_and_join",
        evidence="syscalls",
        files=(File(f"worker_and_join.{'py' if language == 'python' else 'c'}", language, source),),
        lanes=tuple(lanes),
        workers=workers,
        more=0,
        arrows=tuple(arrows),
        steps=tuple(steps),
        joins=(joins(language),),
        printed=tuple(zip((0.03, 2.03, 2.04), LINES, strict=True)),
        outputs=(LINES,),
        legal=1,
        ending=Ending(0),
    )


def joins(language: Language, count: int = 1) -> Joins:
    """Joins that went well."""
    line = AT["wait"][language == "c"]
    method: Literal["join", "waitpid"] = "join" if language == "python" else "waitpid"
    shown = tuple(
        Join(
            worker=number,
            pid=100 + number,
            place=place(language, line or 1),
            method=method,
            waited=2.0,
            traced=2.01,
            call=wait4(100 + number),
            blocked=True,
            reaped_by=PARENT,
            zombie=50_000,
            ending=Ending(0),
            path=JOINED,
            chain=(),
            traps=(),
        )
        for number in sorted({1, count})
    )
    return Joins(count, shown, (1.9, 2.0, 2.1))


def verdict(outcome: Outcome = Outcome.HOLDS) -> ComparisonVerdict:
    """A verdict of two sides on one claim."""
    claim = Before(Event("line", LINES[1]), Event("line", LINES[2]))
    reason = None if outcome is Outcome.HOLDS else CameFirst(claim.second)
    finding = Finding(claim, outcome, reason, PATH)
    sides = (Side("python", "fork"), Side("c", "fork"))
    return ComparisonVerdict(
        Comparison("worker_and_join", "Wait for a worker", (claim,), "join() waits"),
        "terminal",
        tuple(SideVerdict(side, Recording(), (finding,)) for side in sides),
    )


def explanation(stories: Iterable[SideExplanation], name: str = "worker_and_join") -> Explanation:
    """An explanation with a verdict and a lesson."""
    return Explanation(
        name,
        "Wait for a worker",
        (Runtime("CPython 3.13.1", ("fork",)),),
        tuple(stories),
        verdict(),
        "`join()` is the place where they *meet*.\n\n- one\n- two\n\nSee `without_join`.",
    )


def article() -> Explanation:
    """The article's program under each start method, in both languages."""
    methods = ("fork", "spawn", "forkserver")
    return explanation(
        [story(language, method) for language in ("python", "c") for method in methods]
    )


def attacks() -> tuple[ClaimAttack, ...]:
    """Attacks on the claim of the article's verdict: one resists, the other was not tried."""
    claim = Before(Event("line", LINES[1]), Event("line", LINES[2]))
    hold = Hold(Point("enter", "0.1", stream="stdout", nth=2), Point("leave", "0", nth=1))
    held = Held("0.1", RoleKind.WORKER, 1, None, None, None)
    waits = Held("0", RoleKind.PARENT, None, "wait4", RoleKind.WORKER, 1)
    run = ForcedRun(
        Attempt(schedule((hold,)), attacked=(1, 2)), Forced.RESISTS, LINES, held, (waits,)
    )
    told = story("python")
    first, second, *others = told.lanes
    split = replace(second, segments=(*_with_hold(second.segments),))
    step = Step("hold worker 1", "hold", 1, 1, None, 3 * MS, 5 * MS, None, (), action="quiet")
    told = replace(told, lanes=(first, split, *others), steps=(*told.steps, step))
    return (
        ClaimAttack(Side("python", "fork"), claim, run, told, proved=True),
        ClaimAttack(Side("c", "fork"), claim, NotAttacked.WHO),
    )


def _with_hold(segments: Iterable[Segment]) -> Iterable[Segment]:
    for each in segments:
        if each.doing == "running":
            middle = (each.start + each.end) // 2
            yield replace(each, end=middle)
            yield replace(each, doing="held", start=middle)
        else:
            yield each


def versions() -> Explanation:
    """The article's program on two versions of Python."""
    runtimes = ("CPython 3.11.7", "CPython 3.14.0")
    return explanation([*(story("python", runtime=each) for each in runtimes), story("c")])


def many() -> Explanation:
    """A thousand workers, as an explanation has them: some lanes, and how many more."""
    stories = []
    for language in ("python", "c"):
        told = story(language, workers=9)
        stories.append(replace(told, more=991, joins=(joins(language, 1000),)))
    return explanation(stories, "many")


HOSTILE = (
    "<script>document.title = 'it ran'</script>",
    "]]><img src=x onerror=\"document.title = 'it ran'\">",
    "\x1b[31mred\x1b[0m \x9b2J \u202egnirts \x00",
    "\"quotes' & {{ 7 * 7 }} </style></svg>",
)


def hostile() -> Explanation:
    """A program that prints markup and control sequences everywhere, and very much of it."""
    flood = tuple(f"{HOSTILE[number % 4]}{'<' * 3000}" for number in range(200))
    name = f"a \"name' {HOSTILE[0]}"
    stories = []
    for language in ("python", "c"):
        told = story(language)
        wild = Place(f"/tmp/{name}.py", 5, HOSTILE[0], HOSTILE[1], own=True)
        levels = tuple(Level(text, "python", wild, 0, 1) for text in HOSTILE)
        steps = [
            replace(
                step,
                place=wild,
                chain=levels,
                call=Call(HOSTILE[1], "write", (Data(HOSTILE[2], 9), Program(HOSTILE[0]))),
                function=flood[0],
                text=flood[1],
                key=f"{step.key}{flood[1]}",
            )
            for step in told.steps
        ]
        lanes = tuple(
            replace(
                lane,
                segments=tuple(replace(each, call=HOSTILE[1]) for each in lane.segments),
            )
            for lane in told.lanes
        )
        (group,) = told.joins
        join = replace(
            group.shown[0],
            place=wild,
            call=Call(HOSTILE[0], "wait", (Ready(3, HOSTILE),), error=HOSTILE[3]),
            method=HOSTILE[1],
            ending=Ending(signal=99),
            path=Path("edges", tuple(Hop(WORKER, text, text, text) for text in HOSTILE)),
            traps=(NeverReaped(10**18), EndedBySignal(99)),
        )
        stories.append(
            replace(
                told,
                runtime=HOSTILE[3],
                files=(File(f"{name}.py", told.language, HOSTILE * 3),),
                lanes=lanes,
                steps=tuple(steps),
                arrows=tuple(replace(arrow, call=HOSTILE[1]) for arrow in told.arrows),
                joins=(replace(group, shown=(join,)),),
                printed=tuple((0.1, line) for line in flood),
                outputs=(flood[:60],) * 12,
                legal=99,
                errors=flood[:12],
                limit="deadline",
                waiting=tuple(Waiting(PARENT, None, text, wild) for text in HOSTILE),
            )
        )
    runtimes = (Runtime(HOSTILE[1]),)
    return Explanation(name, HOSTILE[0], runtimes, tuple(stories), None, HOSTILE[0], HOSTILE)
