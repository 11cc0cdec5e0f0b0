"""A program: what is run, in one language, and the command that runs it."""

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from joinscope.catalog.claims import Scope
from joinscope.catalog.scope_words import fits, in_scope
from joinscope.programs import c_build, python_command
from joinscope.programs.instrumentation import Instrumented
from joinscope.vocabulary import Language, StartMethod


@dataclass(frozen=True, slots=True)
class Hooked:
    """A command in which Python imports our hook before the program.

    `start_method` becomes the program's default; None leaves it to the program.
    """

    words: tuple[str, ...]
    start_method: str | None = None


@dataclass(frozen=True, slots=True)
class Program:
    """One program in one language, and what it is started with.

    Attributes:
        variant: the start method; `cffi` for C that forks inside Python; empty for a program of
            somebody's own, which chooses for itself.
        words: the command, without its environment; empty if the program is not available.
        unavailable: why it cannot run here, as a sentence; None if it can.
        interpreter: the Python that runs it; empty if none does.
        sources: the files that the program is made from, as far as they are known.
        environment: words for `env`.
        hooked: how Python runs it with our hook; None if no hook gets into it.
        noting: the C program that was built to note its calls; None if it was not.
        warnings: what the compiler said of it.
    """

    language: Language
    variant: str = ""
    words: tuple[str, ...] = ()
    unavailable: str | None = None
    interpreter: str = ""
    sources: tuple[Path, ...] = ()
    environment: tuple[str, ...] = ()
    hooked: Hooked | None = None
    noting: Path | None = None
    warnings: str = ""

    def command(self, *, instrumented: Instrumented | None = None) -> list[str]:
        """What to execute: the program as it is, or instrumented, as far as it can be."""
        words, environment = self.words, list(self.environment)
        if instrumented is not None and self.hooked is not None:
            words = self.hooked.words
            environment.append(instrumented.of_python(self.hooked.start_method))
        elif instrumented is not None and self.noting is not None:
            environment += instrumented.of_c()
        return [*(["env", *environment] if environment else []), *words]

    @property
    def start_method(self) -> StartMethod:
        """How it starts its workers, as multiprocessing names it; C forks unless it says so."""
        methods: tuple[StartMethod, ...] = ("forkserver", "spawn")
        return next((each for each in methods if each in self.variant), "fork")

    @property
    def explainable(self) -> bool:
        """Whether its run can be explained: C inside Python is a program in neither language."""
        return self.variant != "cffi"

    def is_in(self, scope: Scope | None) -> bool:
        """Whether it is among the sides that a claim is about; None: it is about all."""
        return in_scope(scope, self.language, self.variant, self._minor)

    def is_one_of(self, words: tuple[str, ...]) -> bool:
        """The same of the words of a scope."""
        return fits(words, self.language, self.variant, self._minor)

    @property
    def _minor(self) -> int | None:
        """14 of the Python 3.14 that runs it; None if none does."""
        if not self.interpreter:
            return None
        found = re.search(r" 3\.(\d+)", python_command.version(self.interpreter))
        return int(found[1]) if found else None

    @property
    def runtime(self) -> str:
        """What runs it: which Python, the compiler, or else the command itself."""
        if self.interpreter:
            return python_command.version(self.interpreter)
        return c_build.compiler_name() if self.sources else Path(self.words[0]).name

    @property
    def shown(self) -> str:
        """The command as a user would give it."""
        words = self.hooked.words if self.hooked else self.words
        return shlex.join([Path(words[0]).name, *words[1:]])

    @property
    def label(self) -> tuple[str, str]:
        """The language as it is written, and the variant."""
        return ("Python" if self.language == "python" else "C", self.variant)

    def __str__(self) -> str:
        return " ".join(self.label)


def shown(programs: Sequence[Program]) -> list[Program]:
    """Those to show beside each other: one of each language, of one start method if possible.

    The last one in C is a program of its own.
    """
    able = [each for each in programs if each.unavailable is None]
    python = next((each for each in able if each.language == "python"), None)
    in_c = [each for each in able if each.language == "c"]
    like = [each for each in in_c if python and each.start_method == python.start_method]
    return [*([python] if python else []), *(like or in_c)[-1:]]
