"""joinscope compare --report: the runs that the verdict is about, and no run more."""

import html as markup
import json
import re
from collections import Counter
from collections.abc import Collection
from pathlib import Path
from typing import Any

from command import CLAIMS, joinscope, replace, traced

pytestmark = traced
METHODS = ["fork", "spawn"]
PYTHON = """
import os
import time

if os.fork() == 0:
    print("worker", flush=True)
    os._exit(0)
time.sleep(0.2)
print("parent", flush=True)
os.wait()
"""
C = """
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    if (fork() == 0) {
        puts("worker");
        return 0;
    }
    usleep(200000);
    puts("parent");
    wait(NULL);
    return 0;
}
"""
MINE = """+++
title = "A sleep"
teaches = "it is no join"
lines = ["worker", "parent"]

[claims]
exit_status = 0
before = [["worker", "parent", { exit = "parent" }]]
+++
"""


def count_starts(pair: tuple[Path, Path], log: Path) -> None:
    """Let both programs write down that they were started."""
    python, c = pair
    replace(
        python,
        "    p.start()\n",
        "    with open(LOG, 'a') as log:\n"
        "        log.write(f'python {multiprocessing.get_start_method()}\\n')\n"
        "    p.start()\n".replace("LOG", repr(str(log))),
    )
    replace(
        c,
        "    pid_t pid = fork();\n",
        f'    FILE *log = fopen("{log}", "a");\n    fputs("c\\n", log);\n    fclose(log);\n'
        "    pid_t pid = fork();\n",
    )


def without(found: Any, keys: Collection[str]) -> Any:
    """A document without these keys, wherever they are."""
    match found:
        case dict():
            return {key: without(each, keys) for key, each in found.items() if key not in keys}
        case list():
            return [without(each, keys) for each in found]
        case _:
            return found


def test_each_program_is_started_twice_at_most(pair: tuple[Path, Path], tmp_path: Path) -> None:
    """Once traced, and once untraced for its times: with a report no oftener than without."""
    log = tmp_path / "starts"
    count_starts(pair, log)
    report = tmp_path / "report.html"
    methods = ("--start-method", ",".join(METHODS))
    done = joinscope("compare", *pair, CLAIMS, *methods, "--report", report)
    assert (done.returncode, done.stderr) == (0, "")
    assert report.exists()
    starts = Counter(log.read_text().splitlines())
    assert starts == {"python fork": 2, "python spawn": 2, "c": 2}


def test_the_report_shows_what_is_judged(tmp_path: Path) -> None:
    """The workers that the verdict's document names by their PIDs are those of the pictures."""
    report, document = tmp_path / "report.html", tmp_path / "verdict.json"
    done = joinscope(
        "compare", "--through", "terminal,pipe", "--report", report, "--json", document
    )
    assert (done.returncode, done.stderr) == (0, "")
    below_a_name = r'<text class="pid"[^>]*>[^<]+ (\d+)<'  # after "pid" or its command
    shown = {int(pid) for pid in re.findall(below_a_name, report.read_text("utf-8"))}
    sides = [
        side
        for comparison in json.loads(document.read_text("utf-8"))["comparisons"]
        for side in comparison["sides"]
        if side["variant"] != "cffi"
    ]
    judged = {join["worker"]["pid"] for side in sides for join in side["joins"]}
    assert len(judged) == len(sides)
    assert judged <= shown


def test_each_claimed_order_is_attacked(tmp_path: Path) -> None:
    """With --force the report shows beside each how it was tried to break it, on each side."""
    report = tmp_path / "report.html"
    sides = ("--start-method", "fork,forkserver")
    done = joinscope("compare", "worker_and_join", *sides, "--force", "--report", report)
    assert (done.returncode, done.stderr) == (0, "")
    page = markup.unescape(report.read_text("utf-8"))
    assert page.count("<summary>Try to break it</summary>") == 2
    told = re.findall(r'<li><p><b>([^<]*)</b>: "([^"]*)" did not come: ([^<]*)</p>', page)
    completed = [(side, what) for side, line, what in told if line == "Parent process completed"]
    assert [side for side, _ in completed] == [
        *("Python fork", "Python forkserver"),
        *("C cffi", "C fork", "C forkserver"),
    ]
    for side, what in completed:
        # From 3.15 on Python's poll() asks the kernel by ppoll.
        call = "pp?oll" if "forkserver" in side else "wait4 for the worker"
        assert what.startswith("with the worker held, "), side
        assert re.search(rf"the parent waited in {call}\b", what), side
    assert {what for _, line, what in told if line == "Worker completed"} == {
        "one thread prints both"
    }
    assert page.count('<rect class="bar held"') >= len(told)


def test_a_claim_that_is_broken(tmp_path: Path) -> None:
    """Where a sleep stands for the join a forced run prints the later line first."""
    report = tmp_path / "report.html"
    (tmp_path / "mine.py").write_text(PYTHON)
    (tmp_path / "mine.c").write_text(C)
    (tmp_path / "mine.md").write_text(MINE)
    files = [tmp_path / f"mine{suffix}" for suffix in (".py", ".c", ".md")]
    forced = ("--start-method", "fork", "--force", "--report", report)
    done = joinscope("compare", *files, *forced)
    assert (done.returncode, done.stderr) == (1, "")  # the claim fails, forced or not
    page = markup.unescape(report.read_text("utf-8"))
    told = re.findall(r"<li><p><b>Python fork</b>: ([^<]*)</p>", page)
    assert told == [
        '"parent" was printed first: the order does not hold',
        "not tried: only what prints a line can be held back from it",
    ]


def test_a_report_changes_no_verdict(tmp_path: Path) -> None:
    """The document is the same with and without, but for what differs from run to run."""
    told = []
    for more in ((), ("--report", tmp_path / "report.html")):
        document = tmp_path / "verdict.json"
        assert joinscope("compare", "--json", document, *more).returncode == 0
        found = json.loads(document.read_text("utf-8"))
        told.append(without(found, {"pid", "zombie", "order", "recording", "untraced"}))
    assert told[0] == told[1]
