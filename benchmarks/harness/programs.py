"""The programs that are measured: each prints the nanoseconds that its work took, last."""

import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

PROGRAMS = Path(__file__).parents[1] / "programs"


@contextmanager
def compiled(name: str, *, library: Path | None = None, linux: bool = False) -> Iterator[str]:
    """The path of a C program of the folder `programs`, optimised, while it is needed.

    `library` is a folder of C files that it is built with; `linux`: also with those that it has
    for Linux.
    """
    folders: list[Path] = [library, *([library / "linux"] if linux else [])] if library else []
    sources: list[str | Path] = [
        PROGRAMS / f"{name}.c",
        *(file for each in folders for file in each.glob("*.c")),
    ]
    include = [f"-I{each}" for each in folders]
    with TemporaryDirectory() as folder:
        program = str(Path(folder, name))
        command: list[str | Path] = ["cc", "-std=gnu17", "-O2", *include, "-o", program, *sources]
        subprocess.run(command, check=True)
        yield program


def seconds_of(command: Sequence[str], *, keep: Sequence[int] = ()) -> float:
    """Run a command; what its work took, in seconds, as it says in its last line.

    `keep` are descriptors that it inherits.
    """
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, pass_fds=keep, text=True)
    return int(done.stdout.split()[-1]) / 1e9


@contextmanager
def turns_of(command: Sequence[str]) -> Iterator[Callable[[str], float]]:
    """A program that does its work once for each line that it reads; calling this sends a line.

    A call returns the seconds that the work took, as the program says in a line.
    """
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as program:
        if program.stdin is None or program.stdout is None:
            raise AssertionError("there are pipes")
        stdin, stdout = program.stdin, program.stdout

        def turn(line: str) -> float:
            stdin.write(f"{line}\n")
            return int(stdout.readline()) / 1e9

        yield turn
    if program.returncode != 0:
        raise subprocess.CalledProcessError(program.returncode, command)
