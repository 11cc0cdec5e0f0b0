"""The command line: its commands, and how every failure of theirs ends."""

import io
import os
import signal
import sys
from importlib import import_module
from types import FrameType
from typing import cast

import click

from joinscope.errors import JoinscopeError
from joinscope.render.terminal import sanitized

COMMANDS = {
    "compare": "compare",
    "explain": "explain",
    "list": "list_",
    "orders": "orders",
    "record": "record",
}


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


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="joinscope")
def cli() -> None:
    """Shows what multiprocessing.Process.join() really does, in Python and in C.

    Exit status: 0 no claim fails; 1 a claim fails; 2 wrong usage, or an environment that cannot
    run it. What could not be told is reported as unknown, and fails no comparison.
    """


def main() -> None:
    """Run the command line; every failure is one sentence and exit status 2."""
    if sys.platform == "win32":
        raise SystemExit("joinscope: Windows has no fork() or waitpid(): use Linux, macOS or WSL.")
    _prepare_streams()
    for number in (signal.SIGTERM, signal.SIGHUP):
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
