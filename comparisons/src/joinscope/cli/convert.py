"""What `joinscope record --format perfetto` becomes once all is recorded: it writes the trace.

The recorder is the process that the caller has started, and ends as the command did. So it cannot
be waited for; it executes this instead, which then ends so.
"""

import sys
from pathlib import Path

from joinscope.errors import RecordingError
from joinscope.recording.recorders import syscalls

PACKAGES = str(Path(__file__).parents[2])
START = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "from joinscope.cli.convert import main; main()"
)


def converter(records: int, trace: int) -> tuple[list[str], list[int]]:
    """What the recorder goes on as: the command, and the descriptors that it needs.

    `records` must be readable, from its start.
    """
    python = [sys.executable, "-P", "-c"]
    return [*python, START, PACKAGES, str(records), str(trace)], [records, trace]


def convert(records: int, trace: int) -> None:
    """Write the records also as a Chrome trace; where that fails, say so."""
    from joinscope.render.chrome_trace import recording  # noqa: PLC0415 - slow to load

    try:
        with (
            open(records, "rb") as source,
            open(trace, "w", encoding="utf-8", errors="backslashreplace") as target,
        ):
            source.seek(0)
            recording.write(source, target)
    except OSError as error:
        print(f"joinscope: cannot write the trace: {error.strerror}", file=sys.stderr)
    except RecordingError as error:
        print(f"joinscope: cannot write the trace: {error}", file=sys.stderr)


def main() -> None:
    """Convert between two descriptors, and end as a process with a wait status: three arguments."""
    syscalls.end_by_control_c()
    records, trace, status = map(int, sys.argv[1:])
    convert(records, trace)
    syscalls.end_as(status)
