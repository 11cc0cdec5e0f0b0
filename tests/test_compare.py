"""joinscope compare, from the command line to the last process that it started."""

import json
import multiprocessing
import os
import pty
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import cjoin
import jsonschema
import pyjoin
import pytest
from joinscope.recorder import syscalls

CATALOG = Path(str(files("joinscope.catalog")))
METHODS = multiprocessing.get_all_start_methods()
C_VARIANTS = ["cffi", "fork", *(method for method in METHODS if method != "fork")]
CLAIMS = CATALOG / "worker_and_join.md"
SCHEMA = json.loads((CATALOG.parent / "schema" / "verdict-1.json").read_text())
traced = pytest.mark.skipif(
    syscalls.refusal() is not None, reason=f"no tracing: {syscalls.refusal()}"
)
WAITED = "worker write -> exit -> wait4 returns -> parent write"
SERVED = (
    "worker write -> exit -> server wait4 returns -> server write -> read returns -> parent write"
)


def joinscope(
    *arguments: str | Path, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "joinscope", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env={**os.environ, **(env or {})},
        timeout=120,
    )


def folded(text: str) -> str:
    """The text with every run of spaces and line ends as one space."""
    return " ".join(text.split())


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Copies of the article's programs, to be broken."""
    python, c = tmp_path / "mine.py", tmp_path / "mine.c"
    shutil.copy(pyjoin.source("worker_and_join"), python)
    shutil.copy(cjoin.source("worker_and_join"), c)
    return python, c


def printed(text: str, sides: str, lines: list[str]) -> bool:
    """Whether each listing of what these sides printed has first, of these lines, just these.

    Sides that printed the same share a listing: which do, is chance where nothing orders lines.
    """
    listings = re.findall(rf"(?ms)^  {sides}\b[^\n]* printed\n(.*?)(?:\n\n|\Z)", text)
    found = [
        [line for each in listing.split("\n") if (line := each.strip()) in lines]
        for listing in listings
    ]
    return bool(found) and all(each[: len(lines)] == lines for each in found)


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def sides(document: Path, name: str) -> list[dict[str, Any]]:
    """The sides of a comparison in a document, which follows its schema."""
    verdict = json.loads(document.read_text())
    jsonschema.validate(verdict, SCHEMA)
    found = [each["sides"] for each in verdict["comparisons"] if each["name"] == name]
    assert len(found) == 1
    return list(found[0])


def proofs(document: Path, name: str, statement: str) -> dict[tuple[str, str], str]:
    """What proves a claim on each side."""
    return {
        (side["language"], side["variant"]): finding["proof"]
        for side in sides(document, name)
        for finding in side["findings"]
        if finding["statement"] == statement
    }


@traced
def test_the_article_is_proved(tmp_path: Path) -> None:
    """Both comparisons of the article hold on every side by proof, with the path that join() is."""
    document = tmp_path / "verdict.json"
    done = joinscope("compare", "--json", document)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.match(r"CPython .*evidence: syscalls$", done.stdout.splitlines()[0])
    assert done.stdout.splitlines()[-1].startswith("Every claim holds on every side, by proof.")
    verdict = json.loads(document.read_text())
    assert (verdict["verdict"], verdict["refusals"]) == ("same", [])
    assert [each["name"] for each in verdict["comparisons"]] == ["worker_and_join", "without_join"]
    waited = '"Worker completed" before "Parent process completed"'
    both = [*(("python", method) for method in METHODS), *(("c", each) for each in C_VARIANTS)]
    by_side = {side: SERVED if side[1] == "forkserver" else WAITED for side in both}
    assert proofs(document, "worker_and_join", waited) == by_side


@traced
def test_without_a_join_nothing_orders_the_lines(tmp_path: Path) -> None:
    """The lines are concurrent on every side, though the parent's comes first."""
    document = tmp_path / "verdict.json"
    assert joinscope("compare", "without_join", "--json", document).returncode == 0
    for side in sides(document, "without_join"):
        order = side["order"]
        texts = order["lines"]
        concurrent = {frozenset([texts[one], texts[two]]) for one, two in order["concurrent"]}
        parent = "Parent process completed"
        assert concurrent == {
            frozenset([parent, "Starting worker"]),
            frozenset([parent, "Worker completed"]),
        }
        assert [[texts[one], texts[two]] for one, two in order["before"]] == [
            ["Starting worker", "Worker completed"]
        ]
        assert order["unknown"] == []
        (join,) = side["joins"]
        served, reaper = {
            "c": ([], "nobody"),
            "pythonforkserver": (["poll", "read"], "server"),
        }.get(
            side["language"] + side["variant"] * (side["language"] == "python"),
            (["wait"], "parent") if side["language"] == "python" else ([], "nobody"),
        )
        assert (join["served"], join["reaped_by"]) == (served, reaper)


@traced
def test_times_are_of_untraced_runs(tmp_path: Path) -> None:
    """The sides that are shown run without a tracer as well, and what is shown is that run."""
    document = tmp_path / "verdict.json"
    done = joinscope("compare", "worker_and_join", "--json", document)
    found = sides(document, "worker_and_join")
    assert {side["recording"]["evidence"] for side in found} == {"syscalls"}
    untraced = [side for side in found if side["untraced"]]
    assert [(side["language"], side["untraced"]["evidence"]) for side in untraced] == [
        ("python", "output"),
        ("c", "output"),
    ]
    for side in untraced:
        for line in side["untraced"]["lines"]:
            assert f"{line['time']:.2f} s  {line['text']}" in done.stdout


def test_a_schema_that_refuses() -> None:
    """The schema refuses what is not a verdict."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"schema": "joinscope/verdict/2"}, SCHEMA)


@traced
def test_through_a_pipe_buffering_shows() -> None:
    """Through a pipe Python's unjoined parent prints behind the join at its exit: a difference."""
    done = joinscope("compare", "without_join", "--through", "pipe", "--start-method", "fork")
    assert done.returncode == 0
    assert re.search(r"without_join \(pipe\) +same +same +same", done.stdout)
    assert 'holds "Worker completed" before "Parent process completed" in Python' in folded(
        done.stdout
    )


def test_by_output_nothing_is_proved(tmp_path: Path) -> None:
    """By the lines alone no verdict is `same`: it says what was seen, and fails nothing."""
    document = tmp_path / "verdict.json"
    arguments = ["compare", "--evidence", "output", "--json", str(document)]
    done = joinscope(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0].endswith("evidence: output")
    assert "seen in this order, not proved" in done.stdout
    assert "No claim fails, but not everything could be told. Order was seen" in done.stdout
    for name in ("worker_and_join", "without_join"):
        assert {side["verdict"] for side in sides(document, name)} == {"unknown"}

    done = joinscope(*arguments, "worker_and_join", "--require-evidence")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert 'needs the evidence syscalls: "Starting worker" before' in done.stderr


@traced
def test_enough_evidence_is_no_failure() -> None:
    """With all the evidence that the claims need, requiring it changes nothing."""
    arguments = ["compare", "worker_and_join", "--start-method", "fork", "--require-evidence"]
    assert joinscope(*arguments).returncode == 0


WAITPID = """    while (waitpid(pid, &status, 0) == -1)
        if (errno != EINTR) /* a signal is no reason to stop waiting */
            die("waitpid");
"""


@traced
@pytest.mark.parametrize(
    ("broken", "old", "new", "claim", "seen", "lines"),
    [
        (
            "c",
            WAITPID,
            "    status = 0;\n",
            'fails "Worker completed" before "Parent process completed"',
            'C fork: nothing orders the two, and "Parent process completed" came first',
            ["Parent process completed", "Worker completed"],
        ),
        (
            "python",
            "    p.join()\n",
            "",
            'fails "Worker completed" before "Parent process completed"',
            ': nothing orders the two, and "Parent process completed" came first',
            ["Parent process completed", "Worker completed"],
        ),
        (
            "python",
            'print("Starting worker")\n    time.sleep(2)\n    print("Worker completed")',
            'print("Worker completed")\n    time.sleep(2)\n    print("Starting worker")',
            'fails "Starting worker" before "Worker completed"',
            ': "Starting worker" has to wait for "Worker completed"',
            ["Worker completed", "Starting worker", "Parent process completed"],
        ),
        (
            "c",
            'puts("Parent process completed");\n',
            'puts("Parent process completed"); puts("Parent process completed");\n',
            "fails prints 3 lines",
            'C fork: "Parent process completed" was printed twice',
            ["Worker completed", "Parent process completed", "Parent process completed"],
        ),
        (
            "python",
            'print("Parent process completed")',
            "raise SystemExit(3)",
            "fails exits with 0",
            ": it exited with status 3",
            ["Starting worker", "Worker completed"],
        ),
    ],
)
def test_a_broken_program_fails_its_claim(
    pair: tuple[Path, Path],
    broken: str,
    old: str,
    new: str,
    claim: str,
    seen: str,
    lines: list[str],
) -> None:
    """Each way to break a program ends with 1 and names the claim, the side and its lines."""
    python, c = pair
    replace(python if broken == "python" else c, old, new)
    done = joinscope("compare", python, c, CLAIMS)
    assert done.returncode == 1
    assert claim in folded(done.stdout)
    assert seen in folded(done.stdout)
    assert printed(done.stdout, "Python" if broken == "python" else "C fork", lines)
    assert done.stdout.splitlines()[-1].startswith("A claim fails.")


@traced
def test_a_declared_difference_that_does_not_show(pair: tuple[Path, Path]) -> None:
    """C programs that wait, held against claims that say they do not, fail."""
    done = joinscope("compare", *pair, CATALOG / "without_join.md", "--start-method", "fork")
    assert done.returncode == 1
    assert "C fork: the declared difference does not show" in folded(done.stdout)
    assert '"Parent process completed" has to wait for "Worker completed"' in folded(done.stdout)


@traced
def test_two_files_are_held_against_each_other(pair: tuple[Path, Path]) -> None:
    """Without claims the sides must print the same lines in one relation; a difference is named."""
    done = joinscope("compare", *pair)
    assert done.returncode == 0
    assert "Every claim holds on every side, by proof." in done.stdout
    replace(pair[1], "Worker completed", "Worker done")
    done = joinscope("compare", *pair)
    assert done.returncode == 1
    assert '"Worker completed" was printed not at all; "Worker done" was printed too' in folded(
        done.stdout
    )


def test_two_files_that_end_differently(tmp_path: Path) -> None:
    """Without claims the sides must also end with the same status; why one failed is shown."""
    python, c = tmp_path / "ends.py", tmp_path / "ends.c"
    python.write_text("import no_such_module\n")
    c.write_text("int main(void) { return 0; }\n")
    done = joinscope("compare", python, c, "--start-method", "fork")
    assert done.returncode == 1
    assert "C fork: it exited with status 0" in folded(done.stdout)
    assert "No module named 'no_such_module'" in folded(done.stdout)


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


def test_output_that_cannot_be_written() -> None:
    """A full disk is one sentence, not a failed claim."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "joinscope", "list"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "No space left on device" in done.stderr


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
    """Death by a signal is named."""
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
        (["explode"], "No such command 'explode'"),
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


def test_half_a_document_is_none(tmp_path: Path) -> None:
    """A full disk leaves the document that was there, no half of a new one, and no other file."""
    target = tmp_path / "verdict.json"
    target.write_text("old")
    limit = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))\n"
        "from joinscope.cli import main\nmain()"
    )
    arguments = ["compare", "worker_and_join", "--evidence", "output", "--json", str(target)]
    done = subprocess.run(
        [sys.executable, "-c", limit, *arguments], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert f"{target}: cannot be written: File too large" in done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["verdict.json"]
    assert target.read_text() == "old"


def test_a_document_that_cannot_be_written(tmp_path: Path) -> None:
    """A JSON file that cannot be written ends with 2 and says where, before anything runs."""
    target = tmp_path / "no" / "such" / "folder.json"
    done = joinscope("compare", "--json", target)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"joinscope: {target}: cannot be written: No such file or directory\n"


@pytest.mark.parametrize(
    "env",
    [
        pytest.param(
            {"LC_ALL": "C"},
            marks=pytest.mark.skipif(
                not sys.prefix.isascii() and sys.version_info < (3, 13),
                reason="before 3.13 Python reads .pth files (here non-ASCII) as the locale says",
            ),
        ),
        {"LC_ALL": "", "LANG": "C"},
        {"PYTHONIOENCODING": "ascii"},
        {"NO_COLOR": "1"},
        {"TERM": "dumb"},
        {"PYTHONUNBUFFERED": "1"},
        {"COLUMNS": "80"},
    ],
)
def test_the_list_is_plain_everywhere(env: dict[str, str]) -> None:
    """No locale and no terminal makes the output other than plain text of 80 columns."""
    done = joinscope("list", env=env)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.isascii()
    assert max(map(len, done.stdout.splitlines())) <= 80


def on_a_terminal(**env: str) -> str:
    """What `joinscope compare worker_and_join` writes to a terminal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "joinscope", "compare", "worker_and_join"]
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", **env}
    with subprocess.Popen(command, stdout=theirs, stderr=theirs, env=environment) as process:
        os.close(theirs)
        written = b""
        while True:
            try:
                data = os.read(ours, 65536)
            except OSError:
                break
            written += data
    os.close(ours)
    assert process.returncode == 0
    return written.decode()


def test_a_terminal_shows_progress_and_colour() -> None:
    """While the sides run a terminal shows what they print; the verdict is coloured."""
    written = on_a_terminal(NO_COLOR="")
    assert re.search(r"worker_and_join  C fork .*Starting worker", written)
    assert "\x1b[32m" in written


def test_no_color_is_obeyed() -> None:
    """With NO_COLOR no colour is written, whatever else a terminal can."""
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", on_a_terminal(NO_COLOR="1"))


def test_a_dumb_terminal_is_left_alone() -> None:
    """A terminal that knows no control sequences gets none."""
    assert "\x1b" not in on_a_terminal(TERM="dumb")


def test_a_closed_pipe_is_no_verdict() -> None:
    """When the reader goes away, the exit status is a broken pipe's, not a failed claim's."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "joinscope", "list"]
    with subprocess.Popen(command, stdout=writing, stderr=subprocess.PIPE) as process:
        os.close(writing)
        assert process.communicate()[1] == b""
    assert process.returncode == 141
