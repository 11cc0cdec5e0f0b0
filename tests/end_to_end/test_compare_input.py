"""joinscope compare, given what it cannot compare: one sentence, or a claim that fails by name."""

import multiprocessing
import re
from pathlib import Path

import pytest
from command import CATALOG, CLAIMS, folded, joinscope, replace, traced

METHODS = multiprocessing.get_all_start_methods()


def test_control_sequences_in_names_and_claims(pair: tuple[Path, Path], tmp_path: Path) -> None:
    """File names and reasons are shown as text too."""
    claims = tmp_path / "\x1b[31m\n.md"
    text = (CATALOG / "without_join.md").read_text()
    claims.write_text(text.replace("At exit", r"\u001b[31mAt exit"))
    done = joinscope("compare", *pair, claims, "--start-method", "fork")
    assert "\x1b" not in done.stdout
    assert "\\x1b[31mAt exit" in folded(done.stdout)
    claims.write_text("")
    assert "\x1b" not in joinscope("compare", *pair, claims).stderr


def test_a_line_that_never_appears(pair: tuple[Path, Path], tmp_path: Path) -> None:
    """A claim about a line that no program prints fails on every side."""
    claims = tmp_path / "mine.md"
    claims.write_text(CLAIMS.read_text().replace("Worker completed", "Worker vanished"))
    done = joinscope("compare", *pair, claims)
    assert done.returncode == 1
    assert re.search(rf"fails +prints 3 lines +0 of {len(METHODS) + 1}", done.stdout)
    assert '"Worker vanished" was printed not at all' in folded(done.stdout)


def test_a_program_that_hangs_is_killed(pair: tuple[Path, Path]) -> None:
    """At the deadline everything is killed, and the claim that it ends fails."""
    replace(pair[1], "left = 2;", "left = 2000;")
    done = joinscope("compare", *pair, CLAIMS, "--deadline", "4", "--start-method", "fork")
    assert done.returncode == 1
    assert "C fork: it did not end before the deadline; killed: " in folded(done.stdout)


def test_a_program_that_prints_what_a_terminal_would_obey(pair: tuple[Path, Path]) -> None:
    """Control sequences and bytes that are no text are shown as escapes, never sent."""
    replace(pair[1], '"Worker completed"', r'"\033[31mred\377"')
    done = joinscope("compare", *pair, CLAIMS, "--start-method", "fork")
    assert done.returncode == 1
    assert r"\x1b[31mred\xff" in folded(done.stdout)
    assert "\x1b" not in done.stdout


def test_a_program_that_dies_of_a_signal(pair: tuple[Path, Path]) -> None:
    """A signal that killed the parent is named."""
    replace(pair[1], 'puts("Parent process completed");\n', "abort();\n")
    done = joinscope("compare", *pair, CLAIMS, "--start-method", "fork")
    assert done.returncode == 1
    assert "C fork: it was killed by SIGABRT" in folded(done.stdout)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (
            ["compare", "nothing"],
            "no comparison 'nothing'; there are: worker_and_join, without_join",
        ),
        (["compare", "--start-method", "thread"], "no start method 'thread' in this Python"),
        (["compare", "--start-method", ""], "no start method given"),
        (["compare", "--through", "air"], "no way 'air' to run a program through"),
        (["compare", "--deadline", "soon"], "'soon' is not a valid float"),
        (["compare", "--deadline", "0"], "0.0 is not in the range"),
        (["compare", "--deadline", "1e300"], "1e+300 is not in the range"),
        (["compare", "--deadline", "nan"], "a deadline is a number of seconds"),
        (["compare", "--all", "worker_and_join"], "--all is the whole catalog"),
        (["compare", "a.py"], "give either names of the catalog, or FILE.py FILE.c [FILE.md]"),
        (["compare", "a.py", "b.c"], "no file 'a.py'"),
        (["compare", "worker_and_join", "a.py"], "give either names of the catalog"),
        (["explode"], "no command 'explode'; did you mean 'explore'?"),
        (["compare", "--colour"], "No such option"),
    ],
)
def test_a_wrong_argument_is_one_sentence(arguments: list[str], complaint: str) -> None:
    """Wrong usage ends with 2, one line on standard error and none on standard output."""
    done = joinscope(*arguments)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith("joinscope: ")
    assert complaint in done.stderr


def test_broken_claims_are_one_sentence(pair: tuple[Path, Path], tmp_path: Path) -> None:
    """A claims file that cannot be used ends with 2 and says where."""
    (tmp_path / "mine.md").write_text("no front matter")
    done = joinscope("compare", *pair, tmp_path / "mine.md")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "mine.md: its front matter must stand between" in done.stderr


def test_c_that_does_not_compile_is_one_sentence(pair: tuple[Path, Path]) -> None:
    """A compile error ends with 2 and the compiler's first complaint."""
    replace(pair[1], "int status;", "int status")
    done = joinscope("compare", *pair)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "mine.c: does not compile: " in done.stderr
    assert "error:" in done.stderr


@traced
def test_without_a_compiler_the_standalone_side_says_so(tmp_path: Path) -> None:
    """The other sides run, the verdict is unknown, and the reason is given."""
    env = {"CC": "no-such-cc", "XDG_CACHE_HOME": str(tmp_path)}
    done = joinscope("compare", "worker_and_join", "--start-method", "fork", env=env)
    assert done.returncode == 0
    assert "not run C fork: no C compiler (no-such-cc is not on PATH)" in folded(done.stdout)
    assert re.search(r"worker_and_join +same +same +unknown", done.stdout)
    assert "No claim fails, but not everything could be told. C fork did not run." in folded(
        done.stdout
    )
