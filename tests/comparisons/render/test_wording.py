"""Facts in words: how a process ended as each language has it, and every trap."""

from typing import get_args

import msgspec
import pytest
from joinscope.explanation import known_traps
from joinscope.explanation.known_traps import Trap
from joinscope.render.wording import durations, status
from joinscope.render.wording.traps import trap_text
from joinscope.vocabulary import Ending, Language


@pytest.mark.parametrize(
    ("ending", "told", "python", "c"),
    [
        (Ending(0), "exited with 0", ("exitcode", 0), ("WEXITSTATUS", 0)),
        (Ending(3), "exited with 3", ("exitcode", 3), ("WEXITSTATUS", 3)),
        (Ending(signal=9), "killed by SIGKILL", ("exitcode", -9), ("WTERMSIG", 9)),
        (Ending(signal=40), "killed by SIGRTMIN+6", ("exitcode", -40), ("WTERMSIG", 40)),
    ],
)
def test_each_language_has_its_own_words(
    ending: Ending, told: str, python: tuple[str, int], c: tuple[str, int]
) -> None:
    """A signal is negative in multiprocessing only; a real-time signal has a name too."""
    assert status.ended(ending) == told
    assert status.as_read(ending, "python") == python
    assert status.as_read(ending, "c") == c
    assert Ending.of(ending.exitcode) == ending


def test_what_did_not_end() -> None:
    """It has no status."""
    assert status.ended(None) == "did not end"
    assert status.program_ended(None) == "did not end by itself"


@pytest.mark.parametrize("language", ["python", "c"])
@pytest.mark.parametrize("kind", get_args(Trap), ids=lambda kind: kind.__name__)
def test_every_trap_has_its_words(kind: type[Trap], language: Language) -> None:
    """A sentence that ends, with every number that the trap has."""
    fields = msgspec.structs.fields(kind)
    given: dict[object, object] = {bool: True, int: 66, str: "line 66"}
    values = {each.name: given.get(each.type, (66,)) for each in fields}
    trap = msgspec.convert(values | {"code": kind.__struct_config__.tag}, kind)
    sentence = trap_text(trap, language)
    assert sentence.endswith(".")
    assert ("66" in sentence) == any(each.type is not bool for each in fields)


def test_a_signal_is_negative_in_python_only() -> None:
    """A C program that is killed has no exit code at all."""
    trap = known_traps.EndedBySignal(15)
    assert trap_text(trap, "python").endswith("negative number: -15.")
    assert "-15" not in trap_text(trap, "c")


@pytest.mark.parametrize(
    ("nanoseconds", "plain", "set_"),
    [
        (2_003_400_000, "2 s", "2.00 s"),
        (999_900_000, "1 s", "1.00 s"),
        (12_800_000, "13 ms", "12.8 ms"),
        (9_460, "9.5 us", "9.46 \u00b5s"),
        (0, "0 ns", "0.00 s"),
    ],
)
def test_durations(nanoseconds: int, plain: str, set_: str) -> None:
    """On a terminal ASCII; on a page seconds that line up, and a real micro sign."""
    assert (durations.duration(nanoseconds), durations.set_duration(nanoseconds)) == (plain, set_)
