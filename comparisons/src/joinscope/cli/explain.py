"""joinscope explain: from the source line to the system call."""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import click
from rich.console import Console

from joinscope.cli import options
from joinscope.cli.recording_file import recorded
from joinscope.errors import EvidenceError, UsageError
from joinscope.explanation.model import Explanation, SideExplanation
from joinscope.pipeline import explain as explained
from joinscope.pipeline import explanation_of_recording
from joinscope.programs import start_methods, targets
from joinscope.recording.evidence import choose
from joinscope.recording.interruption import interruptible
from joinscope.recording.records import Limit
from joinscope.render import atomic_file, terminal
from joinscope.render.terminal import sanitized
from joinscope.render.text import explanation as text_view
from joinscope.render.text import verdict as text
from joinscope.render.text.echo import TerminalEcho
from joinscope.render.text.progress import Countdown
from joinscope.vocabulary import Through

WIDTH = 100  # columns of a text file
# What the end of a file's name says of its format.
SUFFIXES = {
    **{f".{each}": each for each in ("html", "svg", "png", "json")},
    ".htm": "html",
    ".mmd": "mermaid",
}
STDOUT = Path("-")
INTERRUPTED = 130  # as a shell has it of what SIGINT ended
FORMATS = ("text", "html", "svg", "png", "mermaid", "perfetto", "json")


@click.command(
    cls=options.TakesCommand,
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": True},
)
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="TARGET...")
@click.option(
    "--start-method",
    metavar="METHOD,...",
    help="fork, spawn, forkserver, or all; default: this Python's own, a file's own.",
)
@click.option(
    "--python", "interpreters", metavar="PYTHON,...", help="Other interpreters to run it with."
)
@options.through
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="How to show it; default: as the name of FILE ends, else text.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(readable=False, path_type=Path),
    metavar="FILE",
    help="Where to write it; -: standard output.",
)
@options.catalog
@options.deadline
@click.option("--trap", metavar="ID", help="Tell of a known trap: `joinscope list --traps`.")
@click.option("--wait", is_flag=True, help="Wait for the deadline even if a program stands still.")
def explain(
    *,
    words: tuple[str, ...],
    start_method: str | None,
    interpreters: str | None,
    through: Through,
    form: str | None,
    output: Path | None,
    own: Path | None,
    deadline: float,
    trap: str | None,
    wait: bool,
) -> None:
    """Explain what join() does in a program, from the source line to the system call.

    TARGET is a NAME of the catalog, shown in Python beside C; FILE.py or FILE.c with its
    arguments; FILE.jsonl, a recording; or, behind --, any command. A program of yours is not
    changed, and keeps its start method, arguments, environment and input. It runs twice, once
    traced and once for its times: so input that is no terminal is read to its end first.

    A program that hangs is told of as soon as nothing in it can go on, or at the deadline, or when
    you press Ctrl-C. Exit status: 1 if it hangs, 130 after Ctrl-C.
    """
    if trap is not None:
        _tell(trap)
        return
    if not words:
        raise UsageError("explain what? NAME, FILE.py, FILE.c, FILE.jsonl or, behind --, a command")
    if output == STDOUT:
        output = None
    form = form or (SUFFIXES.get(output.suffix, "text") if output else "text")
    if output is not None:
        atomic_file.check(output)
    if form == "png":
        if output is None:
            raise UsageError("PNG is no text: name the file that gets it with -o FILE.png")
        import_module("joinscope.render.picture.png").require_png()
    if len(words) == 1 and Path(words[0]).suffix == ".jsonl":
        _write(explanation_of_recording(words[0], *recorded(Path(words[0]))), form, output)
        return
    chosen = choose()
    if chosen.evidence != "syscalls":
        raise EvidenceError(f"nothing can be explained. {' '.join(chosen.refusals)}")
    others = [each for each in (interpreters or "").split(",") if each]
    # A reader of the report can choose among start methods.
    methods = start_method or ("all" if form == "html" else None)
    target = targets.explained(
        words,
        start_method=start_method,
        methods=start_methods.requested_or_default(methods),
        interpreters=others,
        own=own,
    )
    for each in dict.fromkeys(program.warnings for program in target.programs):
        lines = [sanitized(line) for line in each.splitlines()]
        terminal.write(*lines, file=sys.stderr)
    warnings: list[str] = []
    head = _Head(wanted=form == "text" and output is None)
    with interruptible(), _running(target.name, deadline) as running:
        head.running = running
        found = explained(
            target,
            through=through,
            deadline=deadline,
            still=not wait,
            warn=warnings.append,
            echo=None if running is None else running.take,
            first=head.show,
        )
    _write(found, form, output, headed=head.shown)
    for each in warnings:
        print(f"joinscope: {sanitized(each)}", file=sys.stderr)
    cut = {each for story in found.stories for each in _limits(story)}
    if "interrupt" in cut:
        raise SystemExit(INTERRUPTED)
    if cut:
        raise SystemExit(1)


def _tell(number: str) -> None:
    """Tell of the trap with this id."""
    from joinscope.render.text.lessons import trap_lesson  # noqa: PLC0415 - rarely wanted
    from joinscope.render.wording.lessons import lesson, titles  # noqa: PLC0415

    found = lesson(number)
    if found is None:
        known = [each for each, _ in titles()]
        raise UsageError(f"no trap {number!r}: they are {known[0]} to {known[-1]}")
    text.show(text.console(), trap_lesson(number.upper(), found))


@dataclass(slots=True)
class _Head:
    """Where a program hangs is shown before all is known of it, if text is `wanted` on the screen.

    `running` is what shows meanwhile that it runs, on a terminal.
    """

    wanted: bool
    shown: bool = False
    running: TerminalEcho | None = None

    def show(self, found: Explanation) -> None:
        """Show what stands first."""
        if self.wanted:
            self.shown = True
            if self.running is not None:
                self.running.end()
            text.show(text.console(), text_view.beginning(found))


def _limits(story: SideExplanation) -> Iterator[Limit]:
    """What cut the runs of a side short, if anything did."""
    ends = story.limit, story.untraced_end and story.untraced_end.limit
    yield from (limit for limit in ends if limit)


@contextmanager
def _running(name: str, deadline: float) -> Iterator[TerminalEcho | None]:
    """On a terminal, say what is going on, and for how long it will at most; what shows more there.

    Where standard error is none, standard output may be the one.
    """
    for to_stderr in (True, False):
        out = Console(stderr=to_stderr, highlight=False, emoji=False, markup=False)
        if out.is_terminal:
            break
    else:
        yield None
        return
    status = None
    if to_stderr and not out.is_dumb_terminal:
        status = out.status(Countdown(sanitized(name), deadline), spinner="line")
    with TerminalEcho(out, status) as shown:
        yield shown


def _write(found: Explanation, form: str, output: Path | None, *, headed: bool = False) -> None:
    """Show it in a form, in a file or on standard output; `headed`: what stands first is there."""
    if form == "text" and output is None:
        out = text.console()
        view = text_view.followed if headed else text_view.explained
        text.show(out, view(found, out.width))
        return
    shown = _shown(found, form)
    if output is not None:
        atomic_file.write(output, shown)
    elif isinstance(shown, str):
        terminal.write(shown)


def _shown(found: Explanation, form: str) -> str | bytes:
    """The explanation in a form; each is loaded when it is wanted."""
    match form:
        case "text":
            with io.StringIO() as file:
                out = Console(file=file, width=WIDTH, highlight=False, emoji=False, markup=False)
                text.show(out, text_view.explained(found, WIDTH))
                return file.getvalue().removesuffix("\n")
        case "json":
            from joinscope.render.documents.explanation import document  # noqa: PLC0415
            from joinscope.render.documents.json_text import json_text  # noqa: PLC0415

            return json_text(document(found))
        case "perfetto":
            from joinscope.render.chrome_trace.explanation import trace  # noqa: PLC0415

            return trace(found)
        case "mermaid":
            from joinscope.render.mermaid import diagrams  # noqa: PLC0415

            return diagrams(found).removesuffix("\n")
        case "svg":
            from joinscope.render.picture.svg import svg  # noqa: PLC0415

            return svg(found).removesuffix("\n")
        case "png":
            from joinscope.render.picture.png import png  # noqa: PLC0415

            return png(found)
        case _:
            from joinscope.render.html.report import html  # noqa: PLC0415

            return html([found]).removesuffix("\n")
