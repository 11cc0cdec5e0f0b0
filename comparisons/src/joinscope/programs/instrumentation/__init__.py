"""Instrumentation: what notes, within a program, which of its functions make which calls.

`python_hook.py` follows a Python program and `c_hook.c` a C program; both need nothing but their
own language. What they write is described in `protocol.md`, and read by recording/call_stacks.py.
"""

import os
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
PYTHON_HOOK, C_HOOK = FOLDER / "python_hook.py", FOLDER / "c_hook.c"

# What Python imports before the program. Any Python reads this; an old one goes on without us.
CUSTOMIZE = """\
try:
    with open({file!r}, 'rb') as source:
        scope = {{'__name__': 'joinscope_calls', '__file__': {file!r}}}
        exec(compile(source.read(), {file!r}, 'exec'), scope)
    scope['start']({folder!r}, {path!r}, {notes!r}, {method!r})
except Exception:
    scope = {{}}
if 'go_on' in scope:
    scope['go_on']()
"""


@dataclass(frozen=True, slots=True)
class Instrumented:
    """How one run of a program is instrumented.

    `folder` exists, and is this run's alone. `notes` is the file that gets its notes; None: a
    tracer sees them. `python_path` is the PYTHONPATH that the program is to find, None if none.
    """

    folder: Path
    notes: Path | None = None
    python_path: str | None = None

    def of_python(self, start_method: str | None) -> str:
        """Write a sitecustomize that starts the hook; return the word for `env` that leads to it.

        `start_method` is the program's default from then on; None leaves it to the program.
        """
        text = CUSTOMIZE.format(
            file=str(PYTHON_HOOK),
            folder=str(self.folder),
            path=self.python_path,
            notes=self.notes and str(self.notes),
            method=start_method,
        )
        (self.folder / "sitecustomize.py").write_text(text, "utf-8")
        behind = os.pathsep + self.python_path if self.python_path else ""
        return f"PYTHONPATH={self.folder}{behind}"

    def of_c(self) -> list[str]:
        """The words for `env` that tell a C program's hook where its notes go."""
        return [] if self.notes is None else [f"JOINSCOPE_NOTES={self.notes}"]
