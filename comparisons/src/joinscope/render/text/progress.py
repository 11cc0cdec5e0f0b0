"""What is running now: on a terminal a line for each side, anywhere else nothing."""

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from joinscope.pipeline import Run
from joinscope.programs.program import Side
from joinscope.recording.recording import Line
from joinscope.render.sanitized import sanitized


class Live:
    """A context in which `update` shows the last line that each side has printed."""

    def __init__(self, runs: Sequence[Run]) -> None:
        console = Console(stderr=True, highlight=False, emoji=False, markup=False)
        self._progress = Progress(
            SpinnerColumn("line", finished_text=" "),
            TextColumn("{task.description}", markup=False),
            TimeElapsedColumn(),
            TextColumn("{task.fields[last]}", markup=False),
            console=console,
            transient=True,
            disable=not console.is_terminal or console.is_dumb_terminal,
        )
        self._tasks: dict[tuple[Run, Side], TaskID] = {
            (run, side): self._progress.add_task(
                sanitized(f"{run.comparison.name}  {side}"), total=1, last=""
            )
            for run in runs
            for side in run.sides
            if side.unavailable is None
        }

    def update(self, run: Run, side: Side, line: Line | None) -> None:
        """Show a line that the side printed, or with None that it has ended."""
        task = self._tasks[run, side]
        if line is None:
            self._progress.update(task, completed=1)
        else:
            self._progress.update(task, last=sanitized(line.text[:60]))

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._progress.stop()
