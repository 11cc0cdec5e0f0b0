"""The command joinscope, and python -m joinscope."""

import signal

# Until a command runs, which cleans up after itself, there is nothing to clean up: Ctrl-C ends this
# as it would end any program, and not with the line at which an import was.
if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def main() -> None:
    """Run the command line."""
    from joinscope.cli.main import main as run  # noqa: PLC0415 - takes as long as a Python to start

    run()


if __name__ == "__main__":
    main()
