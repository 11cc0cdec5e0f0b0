"""joinscope compare, from the command line to the last process that it started."""

import json
import multiprocessing
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from command import C_WAIT, CATALOG, CLAIMS, folded, joinscope, replace, traced

METHODS = multiprocessing.get_all_start_methods()
C_VARIANTS = ["cffi", "fork", *(method for method in METHODS if method != "fork")]
SCHEMA = json.loads((CATALOG.parents[1] / "schema" / "verdict-2.json").read_text())
BEGIN, END = ("worker", "calls", "write"), ("parent", "calls", "write")
WAITED = [BEGIN, ("worker", "exits", ""), ("parent", "returns", "wait4"), END]
# By the axiom of the fork server, whose own calls prove nothing of which worker it reaps first.
SERVED = [BEGIN, ("worker", "exits", ""), ("parent", "returns", "poll"), END]


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


def sides(document: Path, name: str) -> list[dict[str, Any]]:
    """The sides of a comparison in a document, which follows its schema."""
    verdict = json.loads(document.read_text())
    jsonschema.validate(verdict, SCHEMA)
    found = [each["sides"] for each in verdict["comparisons"] if each["name"] == name]
    assert len(found) == 1
    return list(found[0])


def proofs(document: Path, name: str, lines: list[str]) -> dict[tuple[str, str], Any]:
    """The path that proves on each side that one line is before another: who does what.

    poll() is ppoll from Python 3.15 on.
    """
    claim = ["before", *({"kind": "line", "name": line} for line in lines)]
    return {
        (side["language"], side["variant"]): [
            (hop["actor"]["role"], hop["does"], hop["call"].replace("ppoll", "poll"))
            for hop in finding["proof"]["hops"]
        ]
        for side in sides(document, name)
        for finding in side["findings"]
        if [*finding["claim"].values()] == claim
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
    waited = ["Worker completed", "Parent process completed"]
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
            "c": ([], None),
            "pythonforkserver": (["poll", "read"], "fork_server"),
        }.get(
            side["language"] + side["variant"] * (side["language"] == "python"),
            (["wait"], "parent") if side["language"] == "python" else ([], None),
        )
        by = join["reaped_by"]
        assert (join["served"], by and by["role"]) == (served, reaper)


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
def test_through_a_pipe() -> None:
    """Through a pipe, where lines wait in buffers, the programs keep the same order."""
    done = joinscope("compare", "without_join", "--through", "pipe", "--start-method", "fork")
    assert done.returncode == 0
    assert re.search(r"without_join \(pipe\) +same +same +same", done.stdout)


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


@traced
@pytest.mark.parametrize(
    ("broken", "old", "new", "claim", "seen", "lines"),
    [
        (
            "c",
            C_WAIT,
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


ANY = {
    "any.py": """\
import os
for number in range(2):
    if os.fork() == 0:
        print("worker", number, flush=True)
        os._exit(0)
for text in ("one", "two"):
    os.wait()
    print(text, flush=True)
""",
    "any.c": """\
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (int number = 0; number < 2; number++)
        if (fork() == 0) {
            printf("worker %d\\n", number);
            fflush(stdout);
            _exit(0);
        }
    wait(NULL);
    puts("one");
    wait(NULL);
    puts("two");
    return 0;
}
""",
    "any.md": """\
+++
title = "Wait for any worker"
teaches = "which worker it is nobody knows"
lines = ["worker 0", "worker 1", "one", "two"]

[claims]
exit_status = 0
before = [["worker 0", "one"]]
+++

Either may be the first.
""",
}


@traced
@pytest.mark.parametrize(("options", "status"), [((), 0), (("--require-proof",), 1)])
def test_a_claim_that_hangs_on_a_choice(
    options: tuple[str, ...], status: int, tmp_path: Path
) -> None:
    """It is unknown, with the choice as its reason; who requires a proof gets a status of 1."""
    for name, text in ANY.items():
        (tmp_path / name).write_text(text)
    files = [str(tmp_path / name) for name in ANY]
    done = joinscope("compare", *files, "--start-method", "fork", *options)
    assert (done.returncode, "it depends on which worker ended first" in done.stdout) == (
        status,
        True,
    )
