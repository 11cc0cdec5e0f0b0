"""joinscope orders: every legal output of a program, and which of them were seen."""

import sys
from pathlib import Path

import click

from joinscope.cli import options
from joinscope.cli.recording_file import is_recording, keep, recorded
from joinscope.errors import EvidenceError, JoinscopeError, UsageError
from joinscope.joins.account import Account
from joinscope.joins.facts import joins_facts
from joinscope.joins.proved_order import Order
from joinscope.pipeline import not_its_own
from joinscope.programs import start_methods, targets
from joinscope.recording.evidence import choose
from joinscope.render import atomic_file, terminal
from joinscope.render.documents import orders as document
from joinscope.render.documents.json_text import json_text
from joinscope.render.terminal import sanitized
from joinscope.render.text import forced_runs as forced_view
from joinscope.render.text import outputs as view
from joinscope.render.text import verdict as text
from joinscope.render.text.hang import cut_text
from joinscope.schedules.forced_runs import force
from joinscope.schedules.printers import NamedAccount
from joinscope.schedules.witnesses import legal_outputs, witness
from joinscope.vocabulary import Through


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="NAME | FILE.py | FILE.c | FILE.jsonl...")
@options.start_method
@options.through
@click.option(
    "--runs",
    type=click.IntRange(min=1, max=1000),
    default=3,
    show_default=True,
    help="Runs of each side; the first is traced and proves the order.",
)
@click.option(
    "--most",
    type=click.IntRange(min=1, max=1_000_000),
    default=20,
    show_default=True,
    help="Outputs to list.",
)
@click.option(
    "--force",
    "forced",
    is_flag=True,
    help="Also have each legal output printed by a run that is forced to, and attack each proof.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1, max=1000),
    default=24,
    show_default=True,
    help="Outputs to force; of more, some that show each pair of lines both ways.",
)
@click.option(
    "--json",
    "json_file",
    type=click.Path(readable=False, path_type=Path),
    metavar="FILE",
    help="Also write the outputs, the relation of all lines and its proof here.",
)
@options.catalog
@options.deadline
def orders(
    *,
    words: tuple[str, ...],
    start_method: str | None,
    through: Through,
    runs: int,
    most: int,
    forced: bool,
    limit: int,
    json_file: Path | None,
    own: Path | None,
    deadline: float,
) -> None:
    """List every legal output of a program, and which of them were seen.

    Legal is what the happens-before relation of a traced run allows. NAME is a program of the
    catalog. FILE.jsonl holds a recording of a command, made with `joinscope record -o FILE.jsonl
    -- COMMAND`; of several, the first gives the order.

    With --force threads are held back at system calls, until others have printed their lines: so
    each legal output is seen, and a proof is seen to resist. Exit status: 1 if a run does not end,
    or a forced run shows that a proof is wrong: its recording is kept.
    """
    if json_file is not None:
        atomic_file.check(json_file)
    if all(is_recording(each) for each in words):
        if forced:
            raise UsageError("--force runs a program: give its name or its file, no recording")
        _of_recordings([Path(each) for each in words], most, json_file)
        return
    if len(words) > 1:
        raise UsageError("give one program, or recordings: FILE.jsonl...")
    methods = start_methods.requested(start_method)
    target = targets.one(words[0], methods, own)
    chosen = choose()
    if chosen.evidence != "syscalls":
        raise EvidenceError(f"no order can be proved. {' '.join(chosen.refusals)}")
    title = f"{target.name}: {target.title}" if target.comparison else target.title
    terminal.write(terminal.running(methods, chosen.evidence), "", sanitized(title), "")
    account = NamedAccount if forced else Account
    found = witness(target, runs=runs, through=through, deadline=deadline, account=account)
    text.show_lines(view.of_sides(found, most))
    attempts = force(found, limit=limit, through=through, deadline=deadline) if forced else []
    text.show_lines(forced_view.of_sides(attempts))
    cut = [each for each in found if each.limit is not None]
    for each in cut[:1]:  # the others of the program hang alike, or are told of by explain
        if each.limit is not None:
            console = text.console()
            text.show(
                console, "", *cut_text(str(each.side), each.side.language, each.limit, each.hang)
            )
    if json_file is not None:
        _write(json_file, document.of_target(target, found, through, most, attempts))
    away = [each for each in target.programs if each.unavailable]
    text.show_lines(f"not run  {each}: {sanitized(each.unavailable or '')}" for each in away)
    if not found:
        raise JoinscopeError(f"nothing could be run: {away[0].unavailable}")
    wrong = [each for side in attempts for each in side.wrong]
    if wrong:
        keep(wrong)
    if wrong or any(each.cut for each in found):
        raise SystemExit(1)


def _write(file: Path, found: document.OrdersDocument) -> None:
    atomic_file.write(file, json_text(found))


def _of_recordings(files: list[Path], most: int, json_file: Path | None) -> None:
    """Show, and write down, what recordings of one program say."""
    accounts = [_read(file) for file in files]
    legal = legal_outputs(accounts[0].order)
    runs = [tuple(line.text for line in each.order.printed.all()) for each in accounts]
    order = Order(accounts[0])
    text.show_lines(
        [*view.of_recordings(legal, order, runs, most), "", *view.joins(joins_facts(accounts[0]))]
    )
    if json_file is not None:
        names = [str(file) for file in files]
        _write(json_file, document.of_recordings(names, accounts[0], legal, runs, most))


def _read(file: Path) -> Account:
    recording, account = recorded(file)
    if recording.lost:
        raise UsageError(
            f"{file}: {recording.lost} bytes of what was printed are not in it, so its lines are "
            "not known"
        )
    if recording.own_tracer:
        print(f"joinscope: {sanitized(not_its_own(str(file)))}", file=sys.stderr)
    return account
