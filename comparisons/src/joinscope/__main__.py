"""The command joinscope, and python -m joinscope."""

# What signal itself is made of, which loads nothing more: Ctrl-C would end with where that was.
import _signal  # type: ignore[import-not-found]

# Until a command runs, which cleans up after itself, there is nothing to clean up: Ctrl-C ends this
# as it would end any program, and not with the line at which an import was.
if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)


def main() -> None:
    """Run the command line."""
    from joinscope.cli.main import main as run  # noqa: PLC0415 - takes as long as a Python to start

    run()


if __name__ == "__main__":
    main()
