"""A shell does the same whatever it is told of its background: a shell's axiom."""

import os
import subprocess
from pathlib import Path

import pytest
from command import traced
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Kind
from joinscope.happens_before.rules.shells import may_trap, may_trap_ends, shell_of
from joinscope.recording.records import Exec
from joinscope.vocabulary import Relation
from record_writer import BEFORE, CONCURRENT, OTHER, PARENT, UNKNOWN, WORKER, RecordWriter
from traced_program import trace

DASH, POLL, SHELL = "/usr/bin/dash", ["WNOHANG"], 103
GOES_ON = "(echo first) & sleep 0.05; echo second"


def shell(writer: RecordWriter, text: str = "a & b; c") -> None:
    """The parent has made a shell, and that one a worker in the background, which has ended."""
    writer.make(PARENT, SHELL)
    writer.executes(SHELL)
    writer.executed(SHELL, DASH, ("sh", "-c", text))
    writer.make(SHELL, WORKER)
    writer.say(WORKER, "first")
    writer.exit(WORKER)


def test_told_of_the_background(writer: RecordWriter) -> None:
    """A wait for the foreground that is told of the background orders nothing."""
    shell(writer)
    writer.make(SHELL, OTHER)
    writer.reap_any(SHELL, WORKER)
    writer.exit(OTHER)
    writer.reap_any(SHELL, OTHER)
    writer.say(SHELL, "second")
    assert writer.relation() is CONCURRENT


def test_polled(writer: RecordWriter) -> None:
    """Nor does a poll."""
    shell(writer)
    writer.reap_any(SHELL, WORKER, options=POLL)
    writer.say(SHELL, "second")
    assert writer.relation() is CONCURRENT


@pytest.mark.parametrize("told", [True, False])
def test_foreground(writer: RecordWriter, told: bool) -> None:  # noqa: FBT001 - a case
    """What the shell does comes after its foreground, whether or not it was told of another."""
    shell(writer)
    writer.make(SHELL, OTHER)
    if told:
        writer.reap_any(SHELL, WORKER)
    writer.say(OTHER, "foreground")
    writer.exit(OTHER)
    writer.reap_any(SHELL, OTHER)
    writer.say(SHELL, "second")
    assert writer.relation("foreground") is BEFORE
    assert writer.kinds("foreground") == {Kind.REAP}


def test_pipes(writer: RecordWriter) -> None:
    """Of a job of several processes it is not known which they are."""
    shell(writer, "a | b; c")
    writer.make(SHELL, OTHER)
    writer.reap_any(SHELL, WORKER)
    writer.exit(OTHER)
    writer.reap_any(SHELL, OTHER)
    writer.say(SHELL, "second")
    assert writer.doubt() == (BEFORE, Choice.WHICH_CHILD)


def test_what_the_shell_executes_may_tell(writer: RecordWriter) -> None:
    """Who takes the place of the shell has the children that are left."""
    shell(writer)
    writer.reap_any(SHELL, WORKER, options=POLL)
    writer.executes(SHELL)
    writer.executed(SHELL, "/usr/bin/python3", ("python3", "a.py"))
    writer.say(SHELL, "second")
    assert writer.doubt() == (BEFORE, Choice.NON_BLOCKING)


@pytest.mark.parametrize(("text", "relation"), [("a & b", CONCURRENT), ("a & b; wait", UNKNOWN)])
def test_end_of_the_shell(writer: RecordWriter, text: str, relation: Relation) -> None:
    """Only a shell that waits at its end may end later than its background for that."""
    shell(writer, text)
    writer.reap_any(SHELL, WORKER, options=POLL)
    writer.exit(SHELL)
    writer.reap(PARENT, SHELL)
    writer.say(PARENT, "second")
    assert writer.relation() is relation


@pytest.mark.parametrize(
    "text",
    [
        GOES_ON,
        "a & b; wait",
        "a & b &\nwait;",
        "i=0; while [ $i -lt 9 ]; do i=$((i+1)); done",
        "a && b || c",
        "x=$(a) y=2 b $x",
        'for each in 1 2; do echo "$each" & done; echo z',
        "exec 3>&1; (a | (b >/dev/null; c >&3)) & d; wait",
    ],
)
def test_text_of_one_who_goes_on(text: str) -> None:
    """Such a shell cannot tell."""
    assert shell_of(Exec(0, 1, 1, path=DASH, arguments=("sh", "-c", text))) is not None


@pytest.mark.parametrize(
    "text",
    [
        "a & wait; b",
        "a & (b; wait); c",
        "wait",
        "a & 'wa'it; b",
        "a & w\\ait; b",
        'a & "$@"',
        "a & $B; c",
        "a & x=1 $B; c",
        "a & if $B; then c; fi",
        "a & `b`; c",
        "trap b CHLD; a & c",
        "a & kill %1; b",
        "a & kill $!; b",
        "a & jobs",
        "a & fg",
        "set -m; a & b",
        "a & eval b",
        "a & . ./b",
        "a & times",
        "alias b=c; a & b",
        "cat <<E & a\nb\nE\n",
    ],
)
def test_text_of_one_who_may_tell(text: str) -> None:
    """Such a shell may be told by its calls, or run what its text does not say."""
    assert shell_of(Exec(0, 1, 1, path=DASH, arguments=("sh", "-c", text))) is None


@pytest.mark.parametrize(
    ("path", "arguments"),
    [
        (DASH, ("sh", "a.sh")),
        (DASH, ("sh", "-ic", GOES_ON)),
        (DASH, ("sh", "-m", "-c", GOES_ON)),
        ("/usr/bin/bash", ("sh", "-c", GOES_ON)),
        ("/usr/bin/python3", ("python3", "-c", GOES_ON)),
    ],
)
def test_others(path: str, arguments: tuple[str, ...]) -> None:
    """Nor is it known of another shell, an interactive one, or one that reads a file."""
    assert shell_of(Exec(0, 1, 1, path=path, arguments=arguments)) is None


@traced
@pytest.mark.parametrize(
    "text",
    [
        GOES_ON,
        f"{GOES_ON}; wait",
        "(echo first) & i=0; while [ $i -lt 9999 ]; do i=$((i+1)); done; echo second",
        "(sleep 0.05; echo first) & (sleep 0.1; echo second); wait",
    ],
)
def test_real_shell(text: str) -> None:
    """The end of its background comes before what a shell prints, and nothing has waited for it."""
    assert trace(["dash", "-c", text]).relation() is CONCURRENT


@traced
@pytest.mark.parametrize(
    "text",
    [
        "(echo first) & wait; echo second",
        "(echo first) & wait; true; echo second; wait",
        "trap 'echo second' CHLD; (echo first) & sleep 0.05",
        "(echo first) & sleep 0.05; jobs >/dev/null; echo second",
        "(echo first) & sleep 0.05; exec /bin/echo second",
    ],
)
def test_real_shell_that_may_tell(text: str) -> None:
    """Where the shell waits, or may look, it is not said that nothing orders them."""
    assert trace(["dash", "-c", text]).relation() is not CONCURRENT


@traced
def test_real_foreground() -> None:
    """What a shell prints comes after its foreground, which it waited for by waits for any."""
    found = trace(["dash", "-c", "sleep 0.01 & (sleep 0.05; echo first); echo second"])
    assert (found.relation(), found.kinds()) == (BEFORE, {Kind.REAP})


@pytest.mark.parametrize(
    "text",
    [
        "/bin/true; echo $?",
        "(exit 2); echo $?",
        "y=$(echo z); echo $y $?",
        "/bin/true && (exit 4) || echo $?",
        "i=0; while [ $i -lt 9 ]; do i=$((i+1)); (exit $i); echo $?; done",
    ],
)
def test_the_running_dash_goes_on_alike(text: str, tmp_path: Path) -> None:
    """A shell prints the same if its background has ended, and while that cannot end."""
    at_once = said(f"({ENDS}) & read ended <ended; {text}", tmp_path, late=False)
    assert said(f"({WAITS}) & {text}", tmp_path, late=True) == at_once != b""


WAITS = "read released <released; exit 3"
ENDS = f"exec 3>ended; {WAITS}"


def said(text: str, folder: Path, *, late: bool) -> bytes:
    """Return what dash prints, whose background is released before or after that."""
    for name in ("released", "ended"):
        (folder / name).unlink(missing_ok=True)
        os.mkfifo(folder / name)
    with subprocess.Popen(["dash", "-c", text], stdout=subprocess.PIPE, cwd=folder) as process:
        assert process.stdout is not None
        first = process.stdout.readline() if late else b""
        (folder / "released").open("w").close()
        return first + process.stdout.read()


@pytest.mark.parametrize(
    ("arguments", "traps", "ends"),
    [
        (("-c", "echo trap; wait"), True, False),
        (("-c", "echo one"), False, False),
        (("-c", "trap n=1 CHLD"), True, True),
        (("-ec", "trap n=1 CHLD"), True, True),
        (("-e", "-c", "trap n=1 USR1"), True, False),
        (("-c", "-e", "trap n=1 17"), True, True),
        (("-c", "--", "trap n=1 CHLD"), True, True),
        (("-eo", "pipefail", "-c", "trap n=1 CHLD"), True, True),
        (("--rcfile", "file", "-c", "trap n=1 CHLD"), True, True),
        (("--norc", "+e", "-c", "echo one"), False, False),
        (("-c", '"$@"', "sh", "trap", "n=1", "CHLD"), True, True),
        (("script", "-c", "echo one"), True, True),
        (("-e", "script"), True, True),
        ((), True, True),
    ],
)
def test_whether_a_shell_may_trap(arguments: tuple[str, ...], *, traps: bool, ends: bool) -> None:
    """Its text says so, wherever that stands; of a script that was not read nobody knows."""
    record = Exec(time=0, tid=1, pid=1, path="/bin/bash", arguments=("sh", *arguments))
    assert (may_trap(record), may_trap_ends(record)) == (traps, ends)


@pytest.mark.parametrize(
    ("script", "traps", "ends"),
    [
        ("# Not a trap. And\n(echo a.)\necho b\n", True, False),
        ("(echo a.)\necho resource\n", False, False),
        ("trap 'echo B' CHLD\n", True, True),
        ("trap 'echo B' USR1\n", True, False),
        ("a; . ./lib.sh\n", True, True),
        ("if x; then . ./lib.sh; fi", True, True),
        ("  . ./lib.sh", True, True),
        ('source "$0.d"', True, True),
    ],
)
def test_whether_a_script_may_trap(script: str, *, traps: bool, ends: bool) -> None:
    """The script says so, or runs what may; a comment may cost an answer, and never a proof."""
    given = ("sh", "x.sh", "argument")
    record = Exec(time=0, tid=1, pid=1, path="/bin/dash", arguments=given, script=script)
    assert (may_trap(record), may_trap_ends(record)) == (traps, ends)


@pytest.mark.parametrize(
    ("path", "traps"),
    [("/usr/bin/yash", False), ("/bin/posh", False), ("/usr/bin/fish", True), ("/bin/tcsh", True)],
)
def test_whether_another_shell_may_trap(path: str, *, traps: bool) -> None:
    """Those that have `trap` are read; of the others it is not known what sets one."""
    for text, ends in (("echo one", False), ("trap n=1 CHLD", True)):
        record = Exec(time=0, tid=1, pid=1, path=path, arguments=("shell", "-c", text))
        assert (may_trap(record), may_trap_ends(record)) == (traps or ends, traps or ends)
