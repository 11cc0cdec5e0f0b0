"""Programs that are run observed: each notes which of its functions make which calls."""

import os
import platform
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from joinscope.errors import UsageError
from joinscope.programs import c_build
from joinscope.programs.program import Side
from joinscope.programs.python_command import in_python

OBSERVER = Path(__file__).with_name("instrumentation")
VERSION = "import platform as p; print(p.python_implementation(), p.python_version())"
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
class Observed:
    """A program to be run: what it is, and what it is started with.

    `python`: it is in Python, and lets itself be observed; `method` is then its start method (None:
    its own). `environment` are words for `env`. `program` is a C program built to be observed.
    """

    side: Side
    runtime: str
    words: tuple[str, ...]
    sources: tuple[Path, ...] = ()
    program: Path | None = None
    python: bool = False
    method: str | None = None
    environment: tuple[str, ...] = ()

    def command(self, folder: Path, path: str | None, *, noting: bool) -> list[str]:
        """What to execute. `folder` is its own; `path` is the PYTHONPATH that it is to find.

        Its notes go to the file `notes` in the folder if it is `noting`; else a tracer sees them.
        """
        notes = folder / "notes" if noting else None
        env = list(self.environment)
        if self.python:
            text = CUSTOMIZE.format(
                file=str(OBSERVER / "python_hook.py"),
                folder=str(folder),
                path=path,
                notes=notes and str(notes),
                method=self.method,
            )
            (folder / "sitecustomize.py").write_text(text, "utf-8")
            env.append(f"PYTHONPATH={folder}{os.pathsep + path if path else ''}")
        elif self.program is not None and notes is not None:
            env.append(f"JOINSCOPE_NOTES={notes}")
        return [*(["env", *env] if env else []), *self.words]

    @property
    def shown(self) -> str:
        """The command as a user would give it."""
        return shlex.join([Path(self.words[0]).name, *self.words[1:]])


def python(
    script: Path,
    arguments: Sequence[str] = (),
    *,
    method: str | None = None,
    interpreter: Sequence[str] = (),
) -> Observed:
    """A Python file under a start method (None: its own)."""
    line = tuple(interpreter) or (sys.executable,)
    return Observed(
        Side("python", method or ""),
        version(line[0]),
        (*line, str(script), *arguments),
        (script,),
        python=True,
        method=method,
    )


def c(
    source: Path, include: Path | None, arguments: Sequence[str] = (), *, method: str = "fork"
) -> Observed:
    """A C file, compiled with its functions observed; on process.h it is told the start method."""
    program = c_build.build(source, include, observer=OBSERVER / "c_hook.c")
    told = (f"PROCESS_START_METHOD={method}",) if c_build.is_on_process(source) else ()
    words = (str(program), *arguments)
    return Observed(
        Side("c", method), c_build.compiler_name(), words, (source,), program, environment=told
    )


def command(words: Sequence[str]) -> Observed:
    """Any command; where a Python runs something, that is observed."""
    found = shutil.which(words[0])
    if found is None:
        raise UsageError(f"no command {words[0]!r}: it is not on PATH")
    line = in_python(words, Path(found))
    if line is None:
        return Observed(Side("c", ""), Path(words[0]).name, tuple(words))
    if line.script is not None and not line.script.exists():
        raise UsageError(f"no file {str(line.script)!r}")
    if line.shim:  # a script that would start the Python, with processes of its own
        words = [executable(line.interpreter), *words[1:]]
    return Observed(
        Side("python", ""),
        version(line.interpreter),
        tuple(words),
        (line.script,) if line.script is not None and line.script.is_file() else (),
        python=line.customized,
    )


def executable(interpreter: str) -> str:
    """The file of that Python."""
    command = [interpreter, "-c", "import sys; print(sys.executable)"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or interpreter


def version(interpreter: str) -> str:
    """Which Python that is; UsageError if it does not run."""
    if os.path.realpath(interpreter) == os.path.realpath(sys.executable):
        return f"{platform.python_implementation()} {platform.python_version()}"
    try:
        done = subprocess.run(
            [interpreter, "-c", VERSION], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise UsageError(f"{interpreter} does not run as a Python: {error}") from None
    return done.stdout.strip()
