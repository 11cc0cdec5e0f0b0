"""joinscope explain, from the command line to what it shows."""

import json
import multiprocessing
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from command import joinscope, traced

METHODS = multiprocessing.get_all_start_methods()
SCHEMA = json.loads((files("joinscope") / "schema" / "explanation-2.json").read_text("utf-8"))
pytestmark = traced
MINE = """\
import multiprocessing

def greet(name):
    print("hello", name)

if __name__ == "__main__":
    process = multiprocessing.get_context("fork").Process(target=greet, args=("you",))
    process.start()
    process.join()
"""


@pytest.fixture(scope="module")
def article(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The article's program, explained under every start method; the document is valid."""
    file = tmp_path_factory.mktemp("article") / "explanation.json"
    target = ("worker_and_join", "--start-method", "all", "--format", "json", "-o", file)
    done = joinscope("explain", *target)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    document: dict[str, Any] = json.loads(file.read_text())
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    return document


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A script of a user's own."""
    file = tmp_path / "mine.py"
    file.write_text(MINE)
    return file


def steps(story: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The steps that the program's own lines take, by what they are matched by.

    Pipes, descriptors and helpers that the interpreter needs for itself are minor; whether it gets
    a lock of its own at once is chance on a busy machine.
    """
    mine = [step for step in story["steps"] if not step["minor"] and step["kind"] != "lock"]
    return {step["key"]: step for step in mine}


def stories(document: dict[str, Any], language: str) -> dict[str, dict[str, Any]]:
    found = [each for each in document["stories"] if each["language"] == language]
    return {each["start_method"]: each for each in found}


@pytest.mark.parametrize("method", METHODS)
def test_from_the_articles_line_to_the_call_that_blocked(
    article: dict[str, Any], method: str
) -> None:
    """The chain leads from `p.join()` through multiprocessing to the system call."""
    step = steps(stories(article, "python")[method])["wait 1"]
    first, *_, last = step["chain"]
    assert (first["place"]["text"], first["place"]["own"]) == ("p.join()", True)
    names = [level["name"] for level in step["chain"]]
    assert names[:4] == ["<module>", "BaseProcess.join", "Popen.wait", "Popen.poll"]
    calls = {"forkserver": ("poll", "ppoll")}.get(method, ("wait4",))
    assert (last["kind"], last["name"] in calls) == ("system", True)


@pytest.mark.parametrize("method", METHODS)
def test_the_line_of_c_is_found(article: dict[str, Any], method: str) -> None:
    """Python's `p.join()` and C's own wait are the same step, as are the prints and the end."""
    python, in_c = (steps(stories(article, language)[method]) for language in ("python", "c"))
    assert python.keys() == in_c.keys()
    assert (python["wait 1"]["place"]["text"], in_c["wait 1"]["place"]["text"]) == (
        "p.join()",
        "while (waitpid(pid, &status, 0) == -1)"
        if method == "fork"
        else "while (process_join(&p, PROCESS_FOREVER) == -1)",
    )
    assert in_c["print Starting worker"]["place"]["text"] == 'puts("Starting worker");'


def test_each_level_lies_within_the_one_outside_of_it(article: dict[str, Any]) -> None:
    """In time: what a function called began and ended while it was in the call."""
    levels = 0
    for story in article["stories"]:
        for step in story["steps"]:
            for outer, inner in zip(step["chain"], step["chain"][1:], strict=False):
                if outer["start"] is not None and inner["start"] is not None:
                    assert outer["start"] <= inner["start"]
                    levels += 1
                if outer["end"] is not None and inner["end"] is not None:
                    assert inner["end"] <= outer["end"]
    assert levels > 50


def test_a_trace_nests_too(mine: Path) -> None:
    """On each track of the trace events, slices lie within each other or apart."""
    events = json.loads(joinscope("explain", mine, "--format", "perfetto").stdout)["traceEvents"]
    slices = [each for each in events if each["ph"] == "X"]
    names = {re.sub(r"\(\d+\)", "(PID)", each["name"]) for each in slices}
    waiting = "waiting in wait4 for worker (PID)"
    assert {"BaseProcess.join", "wait4", waiting, "zombie"} <= names
    for tid in {each["tid"] for each in slices}:
        spans = sorted((e["ts"], -e["dur"]) for e in slices if e["tid"] == tid)
        open_until: list[float] = []
        for start, minus in spans:
            while open_until and open_until[-1] <= start + 0.001:  # microseconds, as floats
                open_until.pop()
            assert not open_until or start - minus <= open_until[-1] + 0.001
            open_until.append(start - minus)


def test_it_is_judged(article: dict[str, Any]) -> None:
    """An explanation of a comparison has its verdict."""
    assert article["verdict"]["verdict"] == "same"


@pytest.mark.parametrize(
    ("format_", "told"),
    [
        *((each, "process.join()") for each in ("text", "mermaid", "perfetto", "json", "html")),
        ("svg", "wait4"),
    ],
)
def test_a_script_in_every_form(mine: Path, tmp_path: Path, format_: str, told: str) -> None:
    """A script of a user's own is explained in each form, in a file or on standard output."""
    done = joinscope("explain", mine, "--format", format_)
    assert (done.returncode, done.stderr) == (0, "")
    assert told in done.stdout
    file = tmp_path / "file"
    again = joinscope("explain", mine, "--format", format_, "-o", file)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert told in file.read_text()


def test_text_at_80_columns(mine: Path) -> None:
    """Nothing is wider than the terminal, and of our own words nothing is beyond ASCII."""
    done = joinscope("explain", mine, env={"COLUMNS": "80", "LC_ALL": "", "LANG": "C"})
    assert done.returncode == 0
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert done.stdout.replace("\N{HORIZONTAL ELLIPSIS}", "").isascii()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nothing"], "no comparison 'nothing'; there are: worker_and_join, without_join"),
        (["no.py"], "no file 'no.py'"),
        (["no.c"], "no file 'no.c'"),
        (["--", "no-such-command", "x"], "no command 'no-such-command': it is not on PATH"),
        (["worker_and_join", "--start-method", "thread"], "no start method 'thread'"),
        (["worker_and_join", "-o", "/no/such/file"], "/no/such/file: cannot be written"),
        (["worker_and_join", "--python", "/no/python"], "/no/python does not run as a Python"),
    ],
)
def test_wrong_usage(arguments: list[str], sentence: str) -> None:
    """One sentence, and exit status 2."""
    done = joinscope("explain", *arguments)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert sentence in done.stderr
