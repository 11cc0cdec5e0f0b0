"""Builds a C file into a program of its own, once, and keeps it in the user's cache."""

import atexit
import hashlib
import os
import re
import shlex
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from joinscope.errors import BuildError, NoCompilerError

FLAGS = ("-O1", "-g", "-pthread")
LIBRARIES = ("-lm",)


def build(source: Path, include: Path | None = None, hook: Path | None = None) -> Path:
    """The program that the C file makes; compiled only if the cache does not hold it.

    `include` is the folder of process.h, for programs that are built on it. `hook` is
    instrumentation/c_hook.c, for one that notes its calls. NoCompilerError without a
    compiler; BuildError with the compiler's first complaint.
    """
    source = source.absolute()
    compiler, version = _compiler()
    # What the preprocessor makes of it has every header in it.
    flags = [*(_hooked(hook) if hook else FLAGS), *([f"-I{include}"] if include else [])]
    content = _run([*compiler, *flags, "-E", str(source)], source)
    whole = sorted(include.glob("process*.[ch]")) if include and is_on_process(source) else []
    whole += [hook] if hook else []
    library = [path for path in whole if path.suffix == ".c"]
    parts = [content, *(path.read_bytes() for path in whole)]
    # Debug information names the source: the same text elsewhere is another program.
    parts += [str(source).encode()] if hook else []
    key = hashlib.sha256(repr((compiler, version, flags, LIBRARIES, parts)).encode())
    program = cache_folder() / key.hexdigest()[:16] / source.stem
    if not program.exists():
        _compile([*compiler, *flags], [source, *library], program)
    return program


def _hooked(hook: Path) -> list[str]:
    """The flags for a program that notes its calls: unoptimised, at addresses that are known."""
    wrapped = re.findall(r"^(?:CALL\(\w+,|END\(|__wrap_)\s*(\w+)", hook.read_text(), re.MULTILINE)
    return [
        *("-O0", "-fno-builtin", "-g", "-pthread", "-fno-pie", "-no-pie"),
        "-finstrument-functions",
        *(f"-Wl,--wrap={name}" for name in dict.fromkeys(wrapped)),
    ]


def compiler_name() -> str:
    """The C compiler and its version, as it calls itself."""
    words, _ = _compiler()
    done = subprocess.run([*words, "--version"], capture_output=True, text=True, check=False)
    return next(iter(done.stdout.splitlines()), words[0])


def is_on_process(source: Path) -> bool:
    """Whether the C file includes process.h: then the environment names its start method."""
    return b'#include "process.h"' in source.read_bytes()


def _compiler() -> tuple[list[str], tuple[int, int]]:
    """The command of $CC or cc, and what tells this version of it from another."""
    command = os.environ.get("CC") or "cc"
    try:
        words = shlex.split(command)
        found = words and shutil.which(words[0])
    except ValueError as error:
        raise NoCompilerError(f"$CC is no command: {command}: {error}") from None
    if not found:
        raise NoCompilerError(
            f"no C compiler ({command} is not on PATH): install one, or name it in $CC"
        )
    stat = Path(found).stat()
    return words, (stat.st_size, stat.st_mtime_ns)


def _compile(compiler: list[str], sources: list[Path], program: Path) -> None:
    program.parent.mkdir(parents=True, exist_ok=True)
    # Compiled beside its place and moved there, so that nobody runs half a program.
    with tempfile.TemporaryDirectory(dir=program.parent) as folder:
        part = Path(folder, program.name)
        _run([*compiler, "-o", str(part), *map(str, sources), *LIBRARIES], sources[0])
        if not os.access(part, os.X_OK):
            raise BuildError(
                f"{sources[0]}: {compiler[0]} made no program of it, and gave no reason"
            )
        part.replace(program)


def _run(command: list[str], source: Path) -> bytes:
    """What the compiler prints. BuildError if it complains."""
    try:
        done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=False)
    except OSError as error:
        raise BuildError(f"{source}: {command[0]} does not run: {error.strerror}") from None
    if done.returncode != 0:
        said = done.stderr.decode(errors="backslashreplace").splitlines()
        telling = [line for line in said if "error:" in line or "undefined reference" in line]
        first = (telling or said or ["it gave no reason"])[0]
        raise BuildError(f"{source}: does not compile: {first}")
    return done.stdout


@cache
def cache_folder() -> Path:
    """$XDG_CACHE_HOME/joinscope or ~/.cache/joinscope; if that is read-only, one for this run."""
    try:
        home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        folder = Path(home, "joinscope")
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except (OSError, RuntimeError):  # RuntimeError: nobody knows where home is
        folder = Path(tempfile.mkdtemp(prefix="joinscope-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
