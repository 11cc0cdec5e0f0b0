"""joinscope: what multiprocessing.Process.join() really does, judged by real runs.

The public functions; everything else may change. Record a command, and ask for its order:

>>> import joinscope
>>> recording = joinscope.record(["sh", "-c", "(echo worker); echo parent"])
>>> recording.lines
['worker', 'parent']
>>> found = recording.order.relation("worker", "parent")
>>> found.relation
<Relation.BEFORE: 'before'>
>>> [(hop.actor.role.value, hop.does, hop.call) for hop in found.path.hops]
[('worker', 'calls', 'write'), ('worker', 'exits', ''), ('parent', 'returns', 'wait4'), \
('parent', 'calls', 'write')]
>>> list(recording.order.outputs())
[('worker', 'parent')]
>>> [(join.call, join.reaped_by.role.value) for join in recording.joins]
[('wait4', 'parent')]

Without the wait nothing orders the two lines, and the outputs are those of both orders:

>>> import sys
>>> program = "import os; print('parent' if os.fork() else 'worker')"
>>> recording = joinscope.record([sys.executable, "-c", program])
>>> recording.order.relation("worker", "parent").relation == "concurrent"
True
>>> sorted(recording.order.outputs())
[('parent', 'worker'), ('worker', 'parent')]

Compare programs of the catalog, or a Python and a C file of your own; and explain one:

>>> (verdict,) = joinscope.compare("worker_and_join", start_method="fork")
>>> verdict.verdict
<Verdict.SAME: 'same'>
>>> explanation = joinscope.explain("worker_and_join", start_method="fork")
>>> [(story.language, story.joins[0].shown[0].method) for story in explanation.stories]
[('python', 'join'), ('c', 'waitpid')]
"""

# Recorder processes import this package, and their start is a part of what a recording costs: so
# it imports nothing until a function is called, not even typing.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike

    from joinscope.explanation.model import Explanation
    from joinscope.joins.proved_order import OrderedRecording as Recording
    from joinscope.verdict.verdict import ComparisonVerdict
    from joinscope.vocabulary import Evidence, Through

__all__ = ["compare", "explain", "read", "record"]


def record(
    command: "Sequence[str | PathLike[str]]",
    *,
    through: "Through" = "pipe",
    deadline: float = 30.0,
    evidence: "Evidence | None" = None,
) -> "Recording":
    """Run a command, and return what its processes did, with the order that this proves.

    The command has our environment and an empty input, and prints to a terminal or a pipe of its
    own. After `deadline` seconds it is killed, with all that it has started.

    The recording has the printed `lines`, the `exit_status` (-N: signal N killed it), the
    `evidence`, the `order` of the lines and how each worker was joined (`joins`); the last two take
    the evidence `syscalls`, and raise EvidenceError without it.

    `evidence` None takes the strongest that can be had here. UsageError where the one that is asked
    for is refused.
    """
    import os  # noqa: PLC0415 - as all imports here

    from joinscope.joins.account import Account  # noqa: PLC0415
    from joinscope.joins.proved_order import OrderedRecording  # noqa: PLC0415
    from joinscope.recording import evidence as possible  # noqa: PLC0415
    from joinscope.recording import runner  # noqa: PLC0415

    chosen = possible.choose(evidence).evidence
    account = Account() if chosen == "syscalls" else None
    (recording,) = runner.record(
        [[os.fspath(word) for word in command]],
        through=[through],
        deadline=deadline,
        evidence=chosen,
        consumers=[account],
        surroundings=runner.Surroundings(dict(os.environ)),
    )
    return OrderedRecording(recording, account)


def read(path: "str | PathLike[str]") -> "Recording":
    """Return the recording in a file that `joinscope record` has written, as record() does.

    OSError if the file cannot be read, RecordingError if it is no recording of this format.
    """
    from pathlib import Path  # noqa: PLC0415

    from joinscope.joins.account import Account  # noqa: PLC0415
    from joinscope.joins.proved_order import OrderedRecording  # noqa: PLC0415
    from joinscope.recording import recording  # noqa: PLC0415

    account = Account()
    return OrderedRecording(recording.read(Path(path), account), account)


def compare(
    *targets: "str | PathLike[str]",
    start_method: str | None = None,
    through: "Through" = "terminal",
    deadline: float = 30.0,
    evidence: "Evidence | None" = None,
) -> "list[ComparisonVerdict]":
    """Run programs in Python and in C, and judge what is claimed of both.

    The targets are names of the catalog (none: those of the article), or FILE.py, FILE.c and
    perhaps FILE.md with claims about them. `start_method` is one or several with commas; None: each
    that this Python has. `deadline` is in seconds, for each run; `evidence` as for record().

    There is a verdict for each comparison, in the order of the targets: `verdict` for all of it,
    and `sides` with the findings on each. A program that cannot run here is a side without a
    recording. UsageError for a target, a start method or an evidence that does not exist,
    CatalogError for a claims file with a mistake, BuildError for C that does not compile.
    """
    import os  # noqa: PLC0415

    from joinscope import pipeline  # noqa: PLC0415
    from joinscope.programs import start_methods  # noqa: PLC0415
    from joinscope.programs import targets as named  # noqa: PLC0415
    from joinscope.recording import evidence as possible  # noqa: PLC0415

    methods = start_methods.requested(start_method)
    found = named.comparisons([os.fspath(each) for each in targets], methods)
    cases = [pipeline.Case(each, through) for each in found]
    chosen = possible.choose(evidence).evidence
    runs = pipeline.run(cases, evidence=chosen, deadline=deadline)
    return [pipeline.verdict_of(case, each) for case, each in zip(cases, runs, strict=True)]


def explain(
    target: "str | PathLike[str]",
    *arguments: str,
    start_method: str | None = None,
    through: "Through" = "terminal",
    deadline: float = 30.0,
) -> "Explanation":
    """Run a program, and tell what it does from the source line to the system call.

    The target is a name of the catalog, in Python beside C, or a .py or a .c file with its
    arguments. `start_method` is one, several with commas, or all; None: this Python's own, or the
    file's. `deadline` is in seconds, for each run.

    The explanation has in `stories` what each program did; times in it are in ns since the start of
    its traced run, unless they are said to be in seconds. EvidenceError where nothing can be
    traced, UsageError for a target that does not exist or cannot run, BuildError for C that does
    not compile.
    """
    import os  # noqa: PLC0415

    from joinscope import pipeline  # noqa: PLC0415
    from joinscope.errors import EvidenceError  # noqa: PLC0415
    from joinscope.programs import start_methods  # noqa: PLC0415
    from joinscope.programs import targets as named  # noqa: PLC0415
    from joinscope.recording import evidence as possible  # noqa: PLC0415

    chosen = possible.choose()
    if chosen.evidence != "syscalls":
        raise EvidenceError(f"nothing can be explained. {' '.join(chosen.refusals)}")
    found = named.explained(
        [os.fspath(target), *arguments],
        start_method=start_method,
        methods=start_methods.requested_or_default(start_method),
    )
    return pipeline.explain(found, through=through, deadline=deadline)
