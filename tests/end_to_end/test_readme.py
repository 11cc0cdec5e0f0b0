"""The README, held against what really runs."""

import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import cjoin
import pyjoin
import pytest
from command import traced

README = (Path(__file__).parents[2] / "README.md").read_text()


def blocks(language: str) -> list[str]:
    """The README's code blocks in a language."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def block(language: str) -> str:
    """The first of them."""
    return blocks(language)[0]


def cells(output: str) -> list[str]:
    """Output without what differs from run to run: its cells, sorted, without times and versions.

    Lines of two processes may rightly come in either order.
    """
    text = re.sub(r"\d+\.\d\d s", "TIME", output)
    text = re.sub(r"^CPython .*$", "VERSIONS", text, flags=re.MULTILINE)
    return sorted(cell for cell in re.split(r"\n|  +", text) if cell)


@traced
def test_the_output_is_real() -> None:
    """The output that the README shows is what `joinscope compare` prints."""
    methods = re.findall("forkserver|fork|spawn", block("text").splitlines()[0])
    command = [sys.executable, "-m", "joinscope", "compare", "--start-method", ",".join(methods)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert cells(block("text")) == cells(done.stdout)


def words(picture: Path) -> list[tuple[str, str]]:
    """What a picture says, sorted, without what differs from run to run: times, PIDs, versions.

    Steps of two processes may rightly come in either order: that the parent waits, and that the
    worker begins.
    """
    texts = [each for each in ET.parse(picture).iter() if each.tag.endswith("}text")]  # noqa: S314 - our own
    told = [(each.get("class", ""), timeless("".join(each.itertext()).strip())) for each in texts]
    return sorted(each for each in told if each[0] in {"", "side", "name", "number", "line"})


def timeless(text: str) -> str:
    """A text with a word for each PID and each duration."""
    return re.sub(r"\b[\d.]+ (?:s|ms|µs)\b", "TIME", re.sub(r"\(\d+\)", "(PID)", text))


@traced
def test_the_chain_is_real() -> None:
    """The chain that the README shows is what `joinscope explain` prints, but for numbers."""
    _, shown, _ = blocks("text")
    lines = explained("worker_and_join", "--start-method", "fork", status=0)
    assert [line for line in shown.splitlines() if numberless(line) not in lines] == []
    assert len(shown.splitlines()) > 10


@traced
def test_the_hang_is_real(tmp_path: Path) -> None:
    """What the README says of the program that hangs is what `joinscope explain` says of it."""
    _, program = blocks("python")
    _, _, shown = blocks("text")
    (tmp_path / "hang.py").write_text(program)
    lines = explained(str(tmp_path / "hang.py"), "--start-method", "fork", status=1)
    told = "\n".join(lines)
    words = numberless(shown).split()
    assert words == told[told.index(words[0]) :].split()[: len(words)]


def explained(*arguments: str, status: int) -> list[str]:
    """The lines of `joinscope explain`, which ends with that status, without their numbers."""
    command = [sys.executable, "-m", "joinscope", "explain", *arguments]
    environment = {**os.environ, "COLUMNS": "80"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == status, done.stderr
    return numberless(done.stdout).splitlines()


def numberless(text: str) -> str:
    """A text with N for each number: PIDs, descriptors and sizes differ."""
    return re.sub(r"\d[\d,.]*", "N", text)


@traced
def test_the_picture_is_not_stale(tmp_path: Path) -> None:
    """The README's picture says what one drawn now says; `./nox -s picture` draws it anew."""
    found = re.search(r"!\[[^]]+\]\((\S+\.svg)\)", README)
    assert found
    now = tmp_path / "now.svg"
    explain = [sys.executable, "-m", "joinscope", "explain", "worker_and_join"]
    subprocess.run([*explain, "--start-method", "fork", "--format", "svg", "-o", now], check=True)
    assert words(Path(__file__).parents[2] / found[1]) == words(now) != []


def test_the_program_is_the_articles() -> None:
    """The program that the README shows is the one that runs."""
    assert block("python") == pyjoin.source("worker_and_join").read_text()


def test_its_commands_are_sessions() -> None:
    """Each `./nox -s NAME` in the documents is a session of the noxfile."""
    root = Path(__file__).parents[2]
    sessions = set(
        re.findall(r"^def (\w+)\(session", (root / "noxfile.py").read_text(), re.MULTILINE)
    )
    texts = README + (root / "CONTRIBUTING.md").read_text()
    named = re.findall(r"nox (?:-P 3\.\d+ )?-s ((?:[a-z]\w* ?)+)", texts)
    assert {name for names in named for name in names.split()} <= sessions
    assert named


# Where a path in a document may start: at the top, or in the folder that the sentence is about.
PLACES = (
    "",
    "comparisons",
    "comparisons/tracer",
    "comparisons/src/joinscope",
    "comparisons/src/joinscope/happens_before",
    "tests/comparisons",
)


def gone(text: str) -> list[str]:
    """The links and paths in a document that lead to nothing; NAME stands for any name."""
    root = Path(__file__).parents[2]
    named = re.findall(r"\]\(([^)#:]+)\)", text)
    named += re.findall(r"`([\w.]+/[\w./]*)`", text)
    return [
        path
        for path in named
        if not any(list((root / place).glob(path.replace("NAME", "*"))) for place in PLACES)
    ]


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"])
def test_what_it_names_is_there(document: str) -> None:
    """Each link, and each path with a folder in it, leads to something in the repository."""
    assert gone((Path(__file__).parents[2] / document).read_text()) == []


def test_what_is_gone_is_found() -> None:
    """Links and paths alike; what is at another place on the web or in the system is not ours."""
    text = "[a](no/such.md) `render/text/` `no/NAME.c` `/proc` [b](https://b.c/d) [c](README.md)"
    assert gone(text) == ["no/such.md", "no/NAME.c"]


ROWS = re.findall(r"^\| (.*?) \| `(.*?)` \| `(\w+)` \|$", README, re.MULTILINE)


def test_the_table_names_lines_of_the_programs() -> None:
    """Each line in the table stands in its program."""
    assert len(ROWS) == 5
    for python, c, _ in ROWS:
        quoted = re.match(r"`(.*)`", python)
        assert quoted is None or quoted[1] in pyjoin.source("worker_and_join").read_text()
        assert c.partition("...")[0] in cjoin.source("worker_and_join").read_text()


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
@pytest.mark.parametrize("language", ["python", "c"])
def test_the_table_names_system_calls_that_are_made(language: str, tmp_path: Path) -> None:
    """Each system call in the table is made by both programs under fork."""
    fork = ["-m", "pyjoin", "worker_and_join", "--start-method", "fork"]
    command = [sys.executable, *fork]
    if language == "c":
        command = [str(tmp_path / "program")]
        subprocess.run(["cc", "-o", *command, cjoin.source("worker_and_join")], check=True)
    log = tmp_path / "log"
    subprocess.run(["strace", "-f", "-o", log, *command], capture_output=True, check=True)
    made = set(re.findall(r"^\d+ +(\w+)\(", log.read_text(), re.MULTILINE))
    assert {call for _, _, call in ROWS} <= made
