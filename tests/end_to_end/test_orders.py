"""joinscope orders on programs: what is legal, and what was seen how often."""

import json
import re
import shutil
import subprocess
import sys
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from command import traced

pytestmark = traced
SCHEMA = json.loads((files("joinscope") / "schema" / "orders-1.json").read_text("utf-8"))


def orders(*arguments: str | Path, before: tuple[str, ...] = ()) -> tuple[int, str, str]:
    done = subprocess.run(
        [*before, sys.executable, "-m", "joinscope", "orders", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_of_a_comparison() -> None:
    """Every side of the counter-example has three legal outputs, and only those are seen."""
    status, out, errors = orders("without_join", "--start-method", "fork", "--runs", "2")
    assert (status, errors) == (0, "")
    assert re.match(r"CPython .*evidence: syscalls\n\nwithout_join: Do not wait", out)
    assert "every side: 3 legal outputs\n" in out
    listed = [part.split("\n") for part in out.split("\n\n")[3:6]]
    texts = ["Parent process completed", "Starting worker", "Worker completed"]
    assert sorted(sorted(line.strip() for line in lines[:3]) for lines in listed) == [texts] * 3
    assert all(lines[3].startswith(("    seen ", "    not seen")) for lines in listed)
    assert any(lines[3].startswith("    seen ") for lines in listed)
    assert "not legal" not in out


@pytest.mark.parametrize("suffix", [".py", ".c"])
def test_of_a_file(suffix: str, tmp_path: Path) -> None:
    """A program in one language: what it cannot print is not listed."""
    file = tmp_path / f"two{suffix}"
    file.write_text(
        'import os\npid = os.fork()\nprint("one" if pid == 0 else "two", flush=True)\n'
        if suffix == ".py"
        else "#include <stdio.h>\n#include <unistd.h>\nint main(void)\n"
        '{ puts(fork() ? "two" : "one"); return 0; }\n'
    )
    status, out, errors = orders(file, "--start-method", "fork", "--runs", "1")
    assert (status, errors) == (0, "")
    name = "Python fork" if suffix == ".py" else "C fork"
    assert f"{name}: 2 legal outputs" in out or "every side: 2 legal outputs" in out
    assert out.count("not seen") == 1


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["nothing"], "no comparison 'nothing'; there are: worker_and_join"),
        (["nothing.py"], "no file 'nothing.py'"),
        (["worker_and_join", "without_join"], "give one program, or recordings"),
        (["worker_and_join", "--start-method", "thread"], "no start method 'thread'"),
        (["none.jsonl"], "none.jsonl: cannot be read: No such file"),
    ],
)
def test_a_wrong_argument_is_one_sentence(arguments: list[str], complaint: str) -> None:
    """Wrong usage ends with 2 and a sentence."""
    status, out, errors = orders(*arguments)
    assert (status, out, errors.count("\n")) == (2, "", 1)
    assert complaint in errors


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_without_proof_there_is_no_list(tmp_path: Path) -> None:
    """Where no order can be proved it says why, and ends with 2."""
    strace = ("strace", "-f", "-o", str(tmp_path / "log"), "-e", "trace=none")
    status, out, errors = orders("worker_and_join", before=strace)
    assert (status, out, errors.count("\n")) == (2, "", 1)
    assert "no order can be proved. No system calls" in errors


def document(file: Path) -> dict[str, Any]:
    """What is in a file, which follows the schema."""
    found = json.loads(file.read_text("utf-8"))
    jsonschema.Draft202012Validator(SCHEMA).validate(found)
    assert isinstance(found, dict)
    return found


def relations(program: dict[str, Any]) -> set[tuple[str, str, str]]:
    """Each relation of two lines, by what they say."""
    lines = program["lines"]
    return {
        (lines[each["first"]], each["relation"], lines[each["second"]])
        for each in program["relations"]
    }


def test_the_document_of_a_comparison(tmp_path: Path) -> None:
    """It has every side with its relations, each with its path, and counts what was seen."""
    file = tmp_path / "orders.json"
    name = "worker_and_join"
    status, _, errors = orders(name, "--start-method", "fork", "--runs", "2", "--json", file)
    assert (status, errors) == (0, "")
    found = document(file)
    assert (found["name"], found["through"]) == ("worker_and_join", "terminal")
    sides = [(each["language"], each["variant"]) for each in found["programs"]]
    assert sides == [("python", "fork"), ("c", "cffi"), ("c", "fork")]
    for program in found["programs"]:
        lines = ["Starting worker", "Worker completed", "Parent process completed"]
        assert program["lines"] == lines
        assert relations(program) == {(a, "before", b) for a, b in combinations(lines, 2)}
        near, far, join = program["relations"]
        assert (near["path"]["by"], far["path"]) == ("program_order", None)
        hops = [(hop["actor"]["role"], hop["does"]) for hop in join["path"]["hops"]]
        assert hops[:2] == [("worker", "calls"), ("worker", "exits")]
        assert program["legal"] == 1
        assert program["outputs"] == [{"lines": lines, "legal": True, "refuted": False, "seen": 2}]
        assert (program["runs"], program["cut"]) == (2, 0)
        assert [each["reaped_by"]["role"] for each in program["joins"]] == ["parent"]


def test_the_document_of_recordings(tmp_path: Path) -> None:
    """Of several recordings the first gives the order, and what no run may print is told apart."""
    for number, script in enumerate(["echo one & echo two; wait", "echo three"]):
        made = str(tmp_path / f"{number}.jsonl")
        line = [sys.executable, "-m", "joinscope", "record", "-o", made, "--", "sh", "-c", script]
        subprocess.run(line, check=True, capture_output=True)
    recordings = [tmp_path / "0.jsonl", tmp_path / "1.jsonl"]
    file = tmp_path / "orders.json"
    assert orders(*recordings, "--json", file)[0] == 0
    found = document(file)
    (program,) = found["programs"]
    assert (found["through"], program["language"]) == (None, None)
    assert program["files"] == [str(each) for each in recordings]
    assert {each["relation"] for each in program["relations"]} == {"concurrent"}
    assert program["legal"] == 2
    seen = {tuple(each["lines"]): (each["legal"], each["seen"]) for each in program["outputs"]}
    assert seen.pop(("three",)) == (False, 1)
    assert set(seen) == {("one", "two"), ("two", "one")}
    assert sorted(seen.values()) == [(True, 0), (True, 1)]


def test_what_has_no_program_is_refused() -> None:
    """The schema refuses a document that lacks a field, or has one more."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(SCHEMA).validate({"schema": "joinscope/orders/1"})


def test_forced(tmp_path: Path) -> None:
    """With --force each legal output is printed, each proof resists, and the document has both."""
    file, document = tmp_path / "two.c", tmp_path / "orders.json"
    file.write_text(
        "#include <stdio.h>\n#include <sys/wait.h>\n#include <unistd.h>\nint main(void)\n{\n"
        '    if (fork() == 0) { puts("worker"); return 0; }\n'
        '    puts("parent"); fflush(stdout);\n    wait(NULL);\n    puts("done");\n'
        "    return 0;\n}\n"
    )
    status, out, errors = orders(file, "--runs", "1", "--force", "--json", document)
    assert (status, errors) == (0, "")
    assert "C fork: 2 of 2 legal outputs printed by forced runs\n" in out
    told = " ".join(out.split())
    assert '"parent" before "done": resists: one thread prints both' in told
    assert (
        '"worker" before "done": resists: with the worker held, the parent waited in wait4' in told
    )
    found = json.loads(document.read_text("utf-8"))
    jsonschema.validate(found, SCHEMA)
    (program,) = found["programs"]
    assert [each["outcome"] for each in program["forced"]] == [*2 * ["witnessed"], *2 * ["resists"]]
    for each in program["forced"]:
        assert each["schedule"]["schema"] == "joinscope/schedule/1"
    printed = [tuple(each["printed"]) for each in program["forced"][:2]]
    assert set(printed) == {("worker", "parent", "done"), ("parent", "worker", "done")}


def test_no_force_of_a_recording(tmp_path: Path) -> None:
    """A recording cannot be run again."""
    file = tmp_path / "recording.jsonl"
    file.touch()
    status, out, errors = orders(file, "--force")
    assert (status, out) == (2, "")
    assert "--force runs a program" in errors
