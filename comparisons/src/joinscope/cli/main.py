"""The command line: its commands, and how every failure of theirs ends."""

import io
import os
import signal
import sys
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import cast

import click

from joinscope.errors import JoinscopeError, UsageError, did_you_mean
from joinscope.recording.environment import take_signals
from joinscope.render.terminal import sanitized

COMMANDS = {
    "compare": "compare",
    "doctor": "doctor",
    "explain": "explain",
    "explore": "explore",
    "list": "list_",
    "matrix": "matrix",
    "new": "new",
    "orders": "orders",
    "record": "record",
    "why": "why",
}


FILES = (".py", ".c", ".jsonl")
EXAMPLES = """\b
Examples:
  joinscope explain mine.py         what join() does there, or why it hangs
  joinscope explain -- ./mine -n 3  the same of any command
  joinscope compare                 the article's programs in Python and in C
  joinscope orders mine.c           every output that it may have
  joinscope explore mine.py         which outcomes it has, if threads are held
  joinscope why 1234                why a process that runs does not go on
  joinscope list                    all comparisons; --traps: known traps
"""


class Commands(click.Group):
    """Commands, each in a module of its name; only the one that runs is loaded."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Their names."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name."""
        if cmd_name not in COMMANDS:
            return None
        found = getattr(import_module(f"joinscope.cli.{cmd_name}"), COMMANDS[cmd_name])
        return cast("click.Command", found)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named first; of a name that is none, the nearest one is told."""
        name = args[0]
        if name in COMMANDS or name.startswith("-"):
            found = super().resolve_command(ctx, args)
            _interrupt_by_exception()
            return found
        if Path(name).suffix in FILES:
            raise UsageError(f"no command {name!r}: to explain that file, joinscope explain {name}")
        raise UsageError(f"no command {name!r}{did_you_mean(name, COMMANDS)}")

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; of a KeyboardInterrupt click would first print an empty line."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise click.Abort from None
        except RuntimeError as error:
            # What is raised while a class is made, Python 3.11 puts into a RuntimeError: commands
            # load more where they need it.
            if isinstance(error.__cause__, KeyboardInterrupt):
                raise click.Abort from None
            raise


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    invoke_without_command=True,
    epilog=EXAMPLES,
)
@click.version_option(None, "-V", "--version", package_name="joinscope")
@click.pass_context
def cli(context: click.Context) -> None:
    """Shows what multiprocessing.Process.join() really does, in Python and in C.

    Exit status: 0 no claim fails; 1 a claim fails; 2 wrong usage, or an environment that cannot
    run it. What could not be told is reported as unknown, and fails no comparison.
    """
    if context.invoked_subcommand is None:
        print(context.get_help())


def main() -> None:
    """Run the command line; every failure is one sentence and exit status 2."""
    if sys.platform == "win32":
        raise SystemExit("joinscope: Windows has no fork() or waitpid(): use Linux, macOS or WSL.")
    _prepare_streams()
    take_signals()
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as by nohup
            signal.signal(number, _end)
    try:
        cli.main(standalone_mode=False)
    except click.ClickException as error:
        problem = error.format_message()
    except JoinscopeError as error:
        problem = str(error)
    except OSError as error:
        problem = f"{error.filename or 'the system refused something'}: {error.strerror}"
    except (click.Abort, KeyboardInterrupt):
        print("joinscope: interrupted; all that was running has been killed", file=sys.stderr)
        raise SystemExit(130) from None
    else:
        return
    print(f"joinscope: {sanitized(problem)}", file=sys.stderr)
    raise SystemExit(2)


def _interrupt_by_exception() -> None:
    """From here on Ctrl-C interrupts a command, which cleans up after itself: see __main__.

    Not before all of it is loaded: Python drops an exception in what runs between two lines, such
    as the end of a weak reference, and an import has many of those.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _end(number: int, _frame: FrameType | None) -> None:
    """End by way of every clean-up, with the status of a program that the signal has killed."""
    raise SystemExit(128 + number)


def _prepare_streams() -> None:
    """Let no character fail to be written, and nothing fail because a stream is closed."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by the caller
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
