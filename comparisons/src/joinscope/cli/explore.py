"""joinscope explore: which outcomes a program has where its threads are held at their calls."""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click
import msgspec

from joinscope.cli import options
from joinscope.errors import EvidenceError, JoinscopeError, UsageError
from joinscope.programs import makers, start_methods, targets
from joinscope.programs.program import Program
from joinscope.programs.targets import Target
from joinscope.recording.evidence import choose
from joinscope.recording.runner import Surroundings
from joinscope.render import atomic_file, terminal
from joinscope.render.terminal import sanitized
from joinscope.render.text import exploration as view
from joinscope.render.text import verdict as text
from joinscope.schedules.exploration import DEFAULT_SORTS, SORTS, Explorer
from joinscope.schedules.outcomes import Explored, Search, explored
from joinscope.vocabulary import Through


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="NAME | FILE.py | FILE.c | -- COMMAND...")
@click.option(
    "--on",
    default=",".join(DEFAULT_SORTS),
    show_default=True,
    metavar="SORT,...",
    help=f"At what threads are held: {', '.join(SORTS)}.",
)
@click.option(
    "--bound",
    type=click.IntRange(min=0, max=10),
    default=2,
    show_default=True,
    help="How often a run may deviate from the default order.",
)
@click.option(
    "--runs",
    type=click.IntRange(min=1, max=100_000),
    default=20,
    show_default=True,
    help="How many runs are made at most.",
)
@click.option(
    "--random",
    "chance",
    type=click.IntRange(min=1, max=100_000),
    metavar="N",
    help="Instead make N runs that deviate at random.",
)
@click.option("--seed", type=int, help="Of --random.  [default: 0]")
@options.start_method
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Write the schedules there, for joinscope record --schedule.",
)
@options.through
@options.catalog
@options.deadline
def explore(
    *,
    words: tuple[str, ...],
    on: str,
    bound: int,
    runs: int,
    chance: int | None,
    seed: int | None,
    start_method: str | None,
    output: Path | None,
    through: Through,
    own: Path | None,
    deadline: float,
) -> None:
    """List the outcomes of a program whose threads are held at their calls.

    An outcome is what is printed, in any order, the exit status, the last line of standard error,
    or that it hangs. Each is told with the fewest deviations from a default order that brought it,
    and with a schedule of few holds that brought it again, if one was found. That is what these
    runs had, within this bound and at these points: there may be more.
    """
    sorts = tuple(on.split(","))
    for each in sorts:
        if each not in SORTS:
            raise UsageError(f"no sort {each!r} of points; there are: {', '.join(SORTS)}")
    if seed is not None and chance is None:
        raise UsageError("--seed is that of --random N, without which nothing is random")
    methods = start_methods.requested(start_method)
    target = _target(words, methods, own)
    chosen = choose()
    if chosen.evidence != "syscalls":
        raise EvidenceError(f"no thread can be held. {' '.join(chosen.refusals)}")
    if output is not None:  # not first after all runs
        output.mkdir(parents=True, exist_ok=True)
    terminal.write(terminal.running(methods, chosen.evidence), "", sanitized(target.title), "")
    search = Search(bound, chance or runs, None if chance is None else seed or 0)
    around = Surroundings(dict(os.environ)) if target.own else None
    able = [each for each in target.programs if each.unavailable is None]
    if not able:
        raise JoinscopeError(f"nothing could be run: {target.programs[0].unavailable}")
    for program in able:
        explorer = Explorer(
            tuple(program.command()), (), sorts, through, deadline, surroundings=around
        )
        found = explored(explorer, search, progress=_progress(program))
        _show(program, found, search, sorts, _written(program, target, found, output))


def _target(words: Sequence[str], methods: Sequence[str], own: Path | None) -> Target:
    if len(words) == 1 and ("/" not in words[0] or Path(words[0]).suffix in (".py", ".c")):
        return targets.one(words[0], methods, own)
    program = makers.command(words)
    return Target(program.shown, program.shown, (program,), own=True)


def _progress(program: Program) -> Callable[[int], None]:
    def show(runs: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{program}: {runs} runs\x1b[K", end="", file=sys.stderr, flush=True)

    return show


def _written(
    program: Program, target: Target, found: Explored, folder: Path | None
) -> list[Path | None]:
    """Where the schedule of each outcome was written; None: it was not asked for."""
    if folder is None:
        return [None for _ in found.found]
    name = f"{Path(target.name).stem}-{program.language}-{program.variant or 'own'}"
    files: list[Path | None] = []
    for number, each in enumerate(found.found, 1):
        file = folder / f"{name}-{number}.json"
        atomic_file.write(file, msgspec.json.format(msgspec.json.encode(each.schedule)).decode())
        files.append(file)
    return files


def _show(
    program: Program,
    found: Explored,
    search: Search,
    sorts: Sequence[str],
    files: Sequence[Path | None],
) -> None:
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    text.show_lines(view.of_program(program, found, search, sorts, files))
