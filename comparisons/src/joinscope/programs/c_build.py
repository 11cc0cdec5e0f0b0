"""Builds a C file into a program of its own, once, and keeps it in the user's cache.

    ~/.cache/joinscope/KEY/NAME          the program; KEY is a digest of all that it is made of
                          /NAME.sha256   its own digest

What is found there is executed, so it is looked at first: the folders and both files must be the
user's own and nobody else's to write, and the program must have the digest that it had when it was
made. Anything else (a file that a full disk has cut, one that somebody has put there) is made anew.
"""

import atexit
import fcntl
import hashlib
import os
import re
import shlex
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path

from joinscope.errors import BuildError, NoCompilerError
from joinscope.programs.scratch_folder import scratch_folder

FLAGS = ("-O1", "-g", "-pthread")
LAYOUT = 2  # of what is kept beside a program: another one makes it anew
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
    content = _run([*compiler, *flags, "-E", str(source)], source).stdout
    whole = sorted(include.glob("process*.[ch]")) if include and is_on_process(source) else []
    whole += [hook] if hook else []
    library = [path for path in whole if path.suffix == ".c"]
    parts = [content, *(path.read_bytes() for path in whole)]
    # Debug information names the source: the same text elsewhere is another program.
    parts += [str(source).encode()] if hook else []
    key = hashlib.sha256(repr((LAYOUT, compiler, version, flags, LIBRARIES, parts)).encode())
    program = cache_folder() / key.hexdigest()[:16] / source.stem
    if not _trusted(program):
        _compile([*compiler, *flags], [source, *library], program)
    return program


def warnings(program: Path) -> str:
    """What the compiler said of a program that it has made; empty if nothing."""
    said = _warnings_of(program)
    return said.read_text() if said.exists() and _own(said, stat.S_ISREG) else ""


def _trusted(program: Path) -> bool:
    """Whether this is a program that was made here by the user, and is as it was made."""
    digest = _digest_of(program)
    try:
        ours = (
            _own(program.parent, stat.S_ISDIR)
            and _own(program, stat.S_ISREG)
            and _own(digest, stat.S_ISREG)
        )
        return ours and digest.read_text() == _digest(program)
    except (OSError, UnicodeDecodeError):
        return False


def _own(path: Path, is_kind: Callable[[int], bool]) -> bool:
    """Whether a path is the user's own, nobody else's to write, and no link."""
    found = path.lstat()
    writable = found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return is_kind(found.st_mode) and found.st_uid == os.geteuid() and not writable


def _digest_of(program: Path) -> Path:
    return program.with_name(f"{program.name}.sha256")


def _warnings_of(program: Path) -> Path:
    return program.with_name(f"{program.name}.warnings")


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


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
    # Made in a folder beside its place, which is moved there whole: nobody runs half a program.
    with scratch_folder(program.parents[1]) as scratch:
        part = scratch / "made" / program.name
        part.parent.mkdir(mode=0o700)
        command = [*compiler, "-o", str(part), *map(str, sources), *LIBRARIES]
        # What a compiler leaves that is killed goes with the folder.
        said = _run(command, sources[0], {**os.environ, "TMPDIR": str(scratch)}).stderr
        if not os.access(part, os.X_OK):
            raise BuildError(
                f"{sources[0]}: {compiler[0]} made no program of it, and gave no reason"
            )
        part.chmod(0o700)
        _digest_of(part).write_text(_digest(part))
        _digest_of(part).chmod(0o600)
        _warnings_of(part).write_text(said.decode(errors="backslashreplace"))
        _warnings_of(part).chmod(0o600)
        with _alone_in(program.parents[1]):
            if not _trusted(program):
                # What is in its place and is no such program has to go.
                try:
                    with suppress(FileNotFoundError):
                        program.parent.rename(scratch / "distrusted")
                    part.parent.rename(program.parent)
                except OSError:
                    raise BuildError(
                        f"{program}: what is there could not be replaced: remove it"
                    ) from None


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """While nobody else who builds is here: else one would move away what another has made."""
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _run(
    command: list[str], source: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """What the compiler prints. BuildError if it fails."""
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            check=False,
            env=environment,
        )
    except OSError as error:
        raise BuildError(f"{source}: {command[0]} does not run: {error.strerror}") from None
    if done.returncode != 0:
        said = done.stderr.decode(errors="backslashreplace").splitlines()
        telling = [line for line in said if "error:" in line or "undefined reference" in line]
        first = (telling or said or ["it gave no reason"])[0]
        raise BuildError(f"{source}: does not compile: {first}")
    return done


@cache
def cache_folder() -> Path:
    """$XDG_CACHE_HOME/joinscope or ~/.cache/joinscope, or a folder for this run.

    The latter where the cache is not the user's own, as under sudo, or cannot be written to.
    """
    try:
        home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        folder = Path(home, "joinscope")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = folder.resolve()
        if folder.stat().st_uid == os.geteuid():
            folder.chmod(0o700)  # an earlier version left it to the umask
        with scratch_folder(folder):  # it can be written to
            pass
        if _own(folder, stat.S_ISDIR):
            return folder
    except (OSError, RuntimeError):  # RuntimeError: nobody knows where home is
        pass
    until_the_end = ExitStack()
    atexit.register(until_the_end.close)
    return until_the_end.enter_context(scratch_folder())
