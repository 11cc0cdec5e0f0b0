"""joinscope compare: run programs in both languages and judge what is claimed of them."""

import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import get_args

import click

from joinscope import limits
from joinscope.cli import options
from joinscope.cli.recording_file import keep
from joinscope.errors import EvidenceError, JoinscopeError, RecorderError, UsageError
from joinscope.explanation.model import Hang
from joinscope.happens_before.choices import Choice
from joinscope.pipeline import (
    Case,
    ProgramRuns,
    Progress,
    explanation_of,
    hang_of,
    not_complete,
    run,
    verdict_of,
)
from joinscope.programs import start_methods, targets
from joinscope.programs.program import Program
from joinscope.recording.evidence import LADDER, choose
from joinscope.recording.recording import Recording
from joinscope.render import atomic_file, terminal
from joinscope.render.wording.claims import statement
from joinscope.schedules.answer_runs import proved_lines
from joinscope.schedules.claim_attacks import ClaimAttack, attack_claims
from joinscope.schedules.forced_runs import ForcedRun
from joinscope.verdict.reasons import OpenOrder
from joinscope.verdict.verdict import ComparisonVerdict, Outcome, Verdict, worst
from joinscope.vocabulary import Evidence, Through


@click.command()
@click.argument("words", nargs=-1, metavar="[NAME... | FILE.py FILE.c [FILE.md]]")
@click.option("--all", "everything", is_flag=True, help="The whole catalog.")
@options.start_method
@click.option(
    "--through",
    default="terminal",
    metavar="WAY,...",
    help="terminal (default) or pipe, where buffering shows; or both.",
)
@click.option(
    "--evidence",
    type=click.Choice([name for name, *_ in LADDER] + ["output"]),
    help="Take this evidence or none: syscalls (traced, Linux), which alone proves order; "
    "states (/proc, Linux); output (the lines as they come). Default: the strongest that is not "
    "refused.",
)
@click.option(
    "--require-evidence",
    is_flag=True,
    help="End with 2 where a claim needs stronger evidence than there was.",
)
@click.option(
    "--require-proof",
    is_flag=True,
    help="End with 1 also where a claim is unknown.",
)
@click.option(
    "--force",
    "forced",
    is_flag=True,
    help="Where a claim hangs on which child a wait for any takes, force each answer: what all of "
    "them prove holds. With --report try to break each claim that one line comes before another: "
    "on each side a run in which the earlier line is held back.",
)
@options.catalog
@options.deadline
@click.option(
    "--report",
    type=click.Path(readable=False, path_type=Path),
    metavar="FILE.html",
    help="Also write a report: one HTML file with what every process did, from the source line to "
    "the system call. With --force each claimed order has a button that shows how a run tried to "
    "break it.",
)
@click.option(
    "--json",
    "json_file",
    type=click.Path(readable=False, path_type=Path),
    help="Also write the verdict here.",
)
def compare(
    *,
    words: tuple[str, ...],
    everything: bool,
    start_method: str | None,
    through: str,
    evidence: Evidence | None,
    require_evidence: bool,
    require_proof: bool,
    forced: bool,
    own: Path | None,
    deadline: float,
    report: Path | None,
    json_file: Path | None,
) -> None:
    """Run programs in Python and in C, and judge what is claimed of both.

    Without a NAME: the comparisons of the article, or those of your own catalog. FILE.md holds
    claims about FILE.py and FILE.c, in the form of the catalog; without it the two are held
    against each other.

    Of many comparisons each is a line, as soon as it has run; what fails is told of at the end.
    """
    methods = start_methods.requested(start_method)
    named = targets.comparisons(
        words, methods, everything=everything, instrumented=report is not None, own=own
    )
    cases = [Case(target, way) for target in named for way in _ways(through)]
    for file in (json_file, report):
        if file is not None:
            atomic_file.check(file)
    chosen = choose(evidence)
    if report is not None and chosen.evidence != "syscalls":
        raise EvidenceError(f"a report needs the evidence syscalls. {' '.join(chosen.refusals)}")
    terminal.write(terminal.running(methods, chosen.evidence), *chosen.refusals, "")
    if forced and chosen.evidence != "syscalls":
        raise EvidenceError(f"--force needs the evidence syscalls. {' '.join(chosen.refusals)}")
    runs, judged = _run_and_judge(
        cases, chosen.evidence, deadline, instrumented=report is not None, forced=forced
    )
    hung = _hung(runs)
    shown = judged
    if len(cases) > limits.WHOLE_COMPARISONS:
        shown = [each for each in judged if each.verdict is not Verdict.SAME]
    _show(judged, shown, chosen.refusals, json_file, [(each, hang) for _, each, hang in hung])
    _show_hangs(hung)
    sides = [each for verdict in judged for each in verdict.sides]
    for each in sides:
        if each.recording and not each.recording.complete and not each.recording.refused:
            raise RecorderError(not_complete(str(each.side), each.recording))
    if not any(each.recording for each in sides):
        raise JoinscopeError(f"nothing could be run: {sides[0].side.unavailable}")
    attacks: list[list[ClaimAttack]] = []
    if report is not None:
        attacks = [
            attack_claims(case.target, verdict, through=case.through, deadline=deadline)
            for case, verdict in zip(cases, judged, strict=True)
            if forced
        ]
        _report(cases, runs, judged, attacks, report)
    wrong = [one.attempt for some in attacks for one in some if one.wrong]
    keep([each for each in wrong if isinstance(each, ForcedRun)])
    if wrong or worst(verdict.verdict for verdict in judged) is Verdict.DIFFERENT:
        raise SystemExit(1)
    findings = [finding for each in sides for finding in each.findings]
    if require_evidence and (short := next((each for each in findings if each.lacking), None)):
        raise EvidenceError(f"this claim needs the evidence syscalls: {statement(short.claim)}")
    if require_proof and any(each.outcome is Outcome.UNKNOWN for each in findings):
        raise SystemExit(1)


Hung = tuple[Program, Recording, Hang]


def _hung(runs: Sequence[Sequence[ProgramRuns]]) -> list[Hung]:
    """The sides that hang, and why."""
    return [
        (each.program, each.recording, found)
        for one in runs
        for each in one
        if each.recording and (found := hang_of(each.program, each.recording, each.account))
    ]


def _show_hangs(hung: Sequence[Hung]) -> None:
    """Below the verdicts: where a side hangs, and why."""
    if not hung:
        return
    from joinscope.render.text import verdict as text  # noqa: PLC0415 - loaded while the programs ran
    from joinscope.render.text.hang import cut_text  # noqa: PLC0415 - slow to load

    alike = set()  # the start methods of a program hang alike, as a rule
    for program, recording, found in hung:
        kind = program.language, found.trap, len(found.chain)
        if recording.limit is not None and kind not in alike:
            alike.add(kind)
            told = cut_text(str(program), program.language, recording.limit, found)
            text.show(text.console(), "", *told)


def _report(
    cases: Sequence[Case],
    runs: Sequence[Sequence[ProgramRuns]],
    judged: Sequence[ComparisonVerdict],
    attacks: Sequence[Sequence[ClaimAttack]],
    file: Path,
) -> None:
    """Write down what the programs did in the runs that were judged, and the attacks on claims."""
    from joinscope.render.html.report import html  # noqa: PLC0415 - loaded while the programs ran

    explanations = [
        explanation_of(case, each, verdict)
        for case, each, verdict in zip(cases, runs, judged, strict=True)
    ]
    atomic_file.write(file, html(explanations, attacks))


def _ways(through: str) -> list[Through]:
    known: tuple[Through, ...] = get_args(Through)
    wanted = through.split(",")
    for way in wanted:
        if way not in known:
            raise UsageError(f"no way {way!r} to run a program through; there are: terminal, pipe")
    return [way for way in known if way in wanted]


def _run(
    cases: Sequence[Case], evidence: Evidence, deadline: float, *, instrumented: bool
) -> list[list[ProgramRuns]]:
    """Run all; on a terminal the lines are shown as they come."""

    def meanwhile() -> None:
        """Load what shows verdicts, which takes as long as a Python does to start."""
        import_module("joinscope.render.text.verdict")
        import_module("joinscope.render.text.chapters")
        if instrumented:
            import_module("joinscope.render.html.report")
            import_module("joinscope.render.templating").load()

    def start(progress: Progress = lambda _case, _program, _line: None) -> list[list[ProgramRuns]]:
        return run(
            cases,
            evidence=evidence,
            deadline=deadline,
            instrumented=instrumented,
            progress=progress,
            meanwhile=meanwhile,
        )

    if not sys.stderr.isatty():
        return start()
    from joinscope.render.text.progress import Live  # noqa: PLC0415 - slow to load

    with Live(cases) as live:
        return start(live.update)


def _run_and_judge(
    cases: Sequence[Case],
    evidence: Evidence,
    deadline: float,
    *,
    instrumented: bool,
    forced: bool,
) -> tuple[list[list[ProgramRuns]], list[ComparisonVerdict]]:
    """Run all, many of them one batch after the other, and show a line for each of many."""
    many = len(cases) > limits.WHOLE_COMPARISONS
    runs: list[list[ProgramRuns]] = []
    judged: list[ComparisonVerdict] = []
    for some in _batches(cases) if many else [cases]:
        ran = _run(some, evidence, deadline, instrumented=instrumented)
        found = [verdict_of(case, each) for case, each in zip(some, ran, strict=True)]
        if forced:
            found = [
                _judged_again(case, each, verdict, deadline)
                for case, each, verdict in zip(some, ran, found, strict=True)
            ]
        if many:
            _show_lines(found, judged)
        runs += ran
        judged += found
    return runs, judged


def _judged_again(
    case: Case, runs: Sequence[ProgramRuns], judged: ComparisonVerdict, deadline: float
) -> ComparisonVerdict:
    """The verdict with what forced runs prove where it hangs on which child a wait has taken."""
    open_ = [
        side.side
        for side in judged.sides
        if any(
            isinstance(each.reason, OpenOrder) and each.reason.why.code == Choice.WHICH_CHILD.code
            for each in side.findings
        )
    ]
    if not open_:
        return judged
    proved = proved_lines(case.target, open_, through=case.through, deadline=deadline)
    return verdict_of(case, runs, proved)


def _batches(cases: Sequence[Case]) -> Iterator[Sequence[Case]]:
    """Those that run at the same time."""
    yield cases[: limits.FIRST_COMPARISONS]
    for start in range(limits.FIRST_COMPARISONS, len(cases), limits.NEXT_COMPARISONS):
        yield cases[start : start + limits.NEXT_COMPARISONS]


def _show_lines(found: Sequence[ComparisonVerdict], before: Sequence[ComparisonVerdict]) -> None:
    """A line for each of many, below the name of its chapter where that is a new one."""
    from joinscope.render.text import chapters, verdict  # noqa: PLC0415 - loaded while programs ran

    verdict.show(verdict.console(), chapters.outcomes(found, before))


def _show(
    judged: Sequence[ComparisonVerdict],
    shown: Sequence[ComparisonVerdict],
    refusals: Sequence[str],
    json_file: Path | None,
    hangs: Sequence[tuple[Recording, Hang]],
) -> None:
    from joinscope.render.text import verdict as text  # noqa: PLC0415 - loaded while the programs ran

    if len(shown) < len(judged):
        text.show(text.console(), "", *text.details(shown), text.closing(judged))
    else:
        text.show(text.console(), text.verdicts(judged))
    if json_file is not None:
        from joinscope.render.documents.json_text import json_text  # noqa: PLC0415 - slow to load
        from joinscope.render.documents.verdict import document  # noqa: PLC0415 - likewise

        atomic_file.write(json_file, json_text(document(judged, refusals, hangs)))
