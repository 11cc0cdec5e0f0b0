"""What cannot be done is one sentence on standard error and the status 2: never a traceback."""

import json
import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from command import traced
from hypothesis import given, settings
from hypothesis import strategies as st
from joinscope.errors import JoinscopeError
from joinscope.happens_before.linear_extensions import outputs
from joinscope.joins.account import Account
from joinscope.joins.facts import joins_facts
from joinscope.recording.recording import parse

Joinscope = Callable[..., subprocess.CompletedProcess[str]]
CHEAP = ("--evidence", "output", "--start-method", "fork")

# Arguments, and the end of the sentence; the files are in the folder.
BAD: list[tuple[str, str]] = [
    ("explian", "no command 'explian'; did you mean 'explain'?"),
    ("help", "no command 'help'; there are: compare, doctor, explain, explore, list, matrix"),
    ("--nope", "No such option '--nope'."),
    ("list extra", "Got unexpected extra argument (extra)"),
    ("list --nope", "No such option '--nope'."),
    ("compare worker_and_jion", "no comparison 'worker_and_jion'; did you mean 'worker_and_join'?"),
    ("compare mine.py", "give either names of the catalog, or FILE.py FILE.c [FILE.md]"),
    ("compare mine.c mine.py", "give either names of the catalog, or FILE.py FILE.c [FILE.md]"),
    ("compare mine.py mine.c no.md", "no file 'no.md'"),
    ("compare whole.jsonl", "no comparison 'whole.jsonl'; there are: "),
    ("compare --evidence stats", "'stats' is not one of 'syscalls', 'states', 'output'."),
    ("compare --start-method fork,spwan", "no start method 'spwan' in this Python; did you mean"),
    ("compare --through pip", "no way 'pip' to run a program through; there are: terminal, pipe"),
    ("compare --deadline nan", "a deadline is a number of seconds"),
    ("compare --deadline -1", "-1.0 is not in the range 0<x<=1000000.0."),
    ("compare --json .", ".: cannot be written: Is a directory"),
    ("compare --json no/x.json", "no/x.json: cannot be written: No such file or directory"),
    ("compare --report link.html", "link.html: is a link to what is no file: name that itself"),
    ("compare -- --nope", "no comparison '--nope'; there are: "),
    ("explain", "explain what? NAME, FILE.py, FILE.c, FILE.jsonl or, behind --, a command"),
    ("explain nope", "no comparison 'nope'; there are: "),
    ("explain nope.py", "no file 'nope.py'"),
    ("explain nope.c", "no file 'nope.c'"),
    ("explain .", "no comparison '.'; there are: "),
    ("explain text", "'text' is neither FILE.py nor FILE.c, and no name of the catalog"),
    ("explain text", "any other program is told by its command, as in: joinscope explain -- sh te"),
    ("explain --nope mine.py", "No such option '--nope'."),
    ("explain --outptu x mine.py", "No such option '--outptu'. Did you mean"),
    ("explain --start-method froks mine.py", "no start method 'froks' in this Python; did you"),
    ("explain --start-method fork,frok mine.py", "no start method 'frok' in this Python; did"),
    ("explain --start-method spawn mine.c", "does not include process.h, so it takes no start"),
    ("explain --python /bin/true mine.py", "/bin/true does not run as a Python: it does not say"),
    ("explain --python /bin/true worker_and_join", "/bin/true does not run as a Python: it does"),
    ("explain --python /usr/bin/yes mine.py", "/usr/bin/yes does not run as a Python: it does"),
    ("explain --python no/python mine.py", "no/python does not run as a Python: No such file or"),
    ("explain --python text mine.py", "text does not run as a Python: "),
    ("explain --format htlm mine.py", "'htlm' is not one of 'text', 'html', 'svg', 'png', "),
    ("explain --format png mine.py", "PNG is no text: name the file that gets it with -o FILE.png"),
    ("explain --deadline nan mine.py", "a deadline is a number of seconds"),
    ("explain --deadline soon mine.py", "'soon' is not a valid float range."),
    ("explain -o no/x mine.py", "no/x: cannot be written: No such file or directory"),
    ("explain -o /dev/full mine.py", "/dev/full: cannot be written: No space left on device"),
    ("explain -- no/command", "no command 'no/command': there is no such file"),
    ("explain -- no-command x", "no command 'no-command': it is not on PATH"),
    ("explain -- /etc", "no command '/etc': it is a folder"),
    ("explain -- /etc/passwd", "no command '/etc/passwd': it is not executable"),
    ("explain -- python3 no/file.py", "no file 'no/file.py'"),
    ("orders", "Missing argument 'NAME | FILE.py | FILE.c | FILE.jsonl...'."),
    ("orders mine.py mine.py", "give one program, or recordings: FILE.jsonl..."),
    ("orders whole.jsonl mine.py", "give one program, or recordings: FILE.jsonl..."),
    ("orders --runs 0 mine.py", "0 is not in the range 1<=x<=1000."),
    ("orders --runs many mine.py", "'many' is not a valid integer range."),
    ("orders --most 99999999999999999999 whole.jsonl", "is not in the range 1<=x<=1000000."),
    ("orders --json /dev/full whole.jsonl", "/dev/full: cannot be written: No space left"),
    ("orders --json . whole.jsonl", ".: cannot be written: Is a directory"),
    ("orders no.jsonl", "no.jsonl: cannot be read: No such file or directory"),
    ("orders folder.jsonl", "folder.jsonl: cannot be read: Is a directory"),
    ("orders empty.jsonl", "empty.jsonl: is no recording: no program starts in it"),
    ("orders list.jsonl", "list.jsonl: line 1 is no record of joinscope/recording/2: "),
    ("orders bytes.jsonl", "bytes.jsonl: line 1 is no record of joinscope/recording/2: "),
    ("orders deep.jsonl", "deep.jsonl: line 1 is no record of joinscope/recording/2: "),
    ("orders huge.jsonl", "huge.jsonl: is no recording: no program starts in it"),
    ("orders old.jsonl", "is a recording in the format joinscope/recording/1, and "),
    ("orders cut.jsonl", "cut.jsonl: is not complete: what comes after its end is not known"),
    ("record", "Missing argument 'COMMAND...'."),
    ("record --nope true", "No such option '--nope'."),
    ("record --no-secomp true", "No such option '--no-secomp'. Did you mean"),
    ("record -o", "Option '-o' requires an argument."),
    ("record -o . true", ".: cannot be written: Is a directory"),
    ("record -o no/x true", "no/x: cannot be written: No such file or directory"),
    ("record -o link.html true", "link.html: is a link to what is no file: name that itself"),
    ("record --format jsnl true", "no format 'jsnl'; there are: jsonl, perfetto"),
]


# Runs joinscope for each command line in its input; it starts once, and forks for each.
FORKS = """
import json, os, sys, tempfile
from joinscope.cli import compare, explain, list, main, orders, record
found = []
for words in json.load(sys.stdin):
    files = [tempfile.TemporaryFile() for _ in range(2)]
    if (pid := os.fork()) == 0:
        for fd, file in enumerate(files, 1):
            os.dup2(file.fileno(), fd)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.argv = ["joinscope", *words]
        main.main()
        sys.exit()
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    texts = []
    for file in files:
        file.seek(0)
        texts.append(file.read().decode())
    found.append([status, *texts])
print(json.dumps(found))
"""


@pytest.fixture
def folder(tmp_path: Path, joinscope: Joinscope) -> Path:
    """A folder with a file of each kind."""
    (tmp_path / "mine.py").write_text("print('mine')\n")
    (tmp_path / "mine.c").write_text("int main(void) { return 0; }\n")
    (tmp_path / "text").write_text("text\n")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link.html").symlink_to("pipe")
    (tmp_path / "folder.jsonl").mkdir()
    assert joinscope("record", "-o", "whole.jsonl", "--", "true").returncode == 0
    whole = (tmp_path / "whole.jsonl").read_bytes()
    for name, content in {
        "empty": b"",
        "list": b"[]\n",
        "bytes": b"\xff\xfe\n",
        "deep": b"[" * 100_000 + b"\n",
        "huge": b'{"event":"complete","time":1' + b"0" * 400 + b"}\n",
        "old": whole.replace(b"recording/2", b"recording/1"),
        "cut": whole[:-20],
    }.items():
        (tmp_path / f"{name}.jsonl").write_bytes(content)
    return tmp_path


@traced
def test_one_sentence_each(folder: Path) -> None:
    """Nothing but one line on standard error, which says what is wrong, and the status 2."""
    before = sorted(folder.iterdir())
    done = subprocess.run(
        [sys.executable, "-c", FORKS],
        input=json.dumps([line.split() for line, _ in BAD]),
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
    )
    wrong = {
        line: (status, told)
        for (line, sentence), (status, _, told) in zip(BAD, json.loads(done.stdout), strict=True)
        if status != 2
        or not (told.startswith("joinscope: ") and told.count("\n") == 1)
        or sentence not in told
    }
    assert wrong == {}
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize("words", [(), ("-h",), ("explain", "--help")])
def test_help(words: tuple[str, ...], joinscope: Joinscope) -> None:
    """Without a command joinscope says what there is."""
    done = joinscope(*words)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.match(r"Usage: .*\n", done.stdout)


@pytest.mark.parametrize("columns", ["0", "-1", "x", "1", "99999"])
def test_any_width(columns: str, folder: Path, joinscope: Joinscope) -> None:
    """Whatever COLUMNS says, what there is to say is said."""
    env = {"COLUMNS": columns}
    for words in [("list",), ("compare", "worker_and_join", *CHEAP), ("orders", "whole.jsonl")]:
        done = joinscope(*words, env=env)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.strip()
    assert (folder / "whole.jsonl").exists()


NUMBER = re.compile(rb"-?\b\d+\b")
EXTREMES = (-(2**63), -(2**31), -1, 0, 1, 2**31 - 1, 2**31, 2**63 - 1, 2**63, 2**64, 10**30)
PROGRAM = """
import os, select, time
reading, writing = os.pipe()
if os.fork() == 0:
    os.write(writing, b"x")
    print("worker", flush=True)
    os._exit(3)
os.dup2(writing, 20)
select.select([reading], [], [], 5)
os.read(reading, 1)
os.wait()
time.sleep(0.001)
print("parent")
"""


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A recording with calls of many kinds."""
    file = tmp_path_factory.mktemp("recorded") / "recording.jsonl"
    record = [sys.executable, "-m", "joinscope", "record", "-o", str(file), "--"]
    subprocess.run([*record, sys.executable, "-I", "-S", "-c", PROGRAM], check=True)
    return file.read_bytes()


def told(recording: bytes) -> None:
    """All that `orders` works out of a recording."""
    account = Account()
    parse(recording.splitlines(keepends=True), account)
    if account.proves:
        outputs(account.order).count()
        joins_facts(account)


@traced
@settings(max_examples=100)
@given(seed=st.integers(0, 2**32))
def test_numbers_out_of_range(seed: int, recorded: bytes) -> None:
    """Numbers that no kernel gives, anywhere in a recording: an answer, or a sentence."""
    draw = random.Random(seed)  # noqa: S311 - not for secrets
    share = draw.choice([0.001, 0.01, 0.1])

    def changed(found: re.Match[bytes]) -> bytes:
        return b"%d" % draw.choice(EXTREMES) if draw.random() < share else found[0]

    lines = recorded.splitlines(keepends=True)
    text = b"".join([lines[0], *(NUMBER.sub(changed, line) for line in lines[1:])])
    with suppress(JoinscopeError, ValueError):
        told(text)


@traced
def test_those_numbers_matter(recorded: bytes) -> None:
    """The recording itself is answered: the test above can fail."""
    told(recorded)
    assert json.loads(recorded.splitlines()[-1])["event"] == "complete"


@pytest.mark.parametrize("delay", [each / 100 for each in range(2, 42, 4)])
def test_control_c_while_it_starts(delay: float, tmp_path: Path) -> None:
    """Whenever Ctrl-C comes, no traceback of ours: it ends by the signal, or with a sentence."""
    command = [sys.executable, "-m", "joinscope", "orders", "no.jsonl"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, text=True
    ) as process:
        with suppress(subprocess.TimeoutExpired):
            process.wait(delay)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate()
    assert process.returncode in (-signal.SIGINT, 130, 2, 1)
    if process.returncode == 1:  # the interpreter itself was starting
        assert "joinscope/" not in errors
    elif process.returncode != -signal.SIGINT:
        assert (errors.startswith("joinscope: "), errors.count("\n")) == (True, 1)


LATE = """
import sys, joinscope.cli.list as command

class Interrupted:
    def __set_name__(self, owner, name):
        raise KeyboardInterrupt

def interrupted(**options):
    type("Made", (), {"field": Interrupted()})

command.list_.callback = interrupted
sys.argv = ["joinscope", "list"]
from joinscope.cli.main import main
main()
"""


def test_control_c_while_a_class_is_made() -> None:
    """Python 3.11 makes a RuntimeError of it, which is told as the interruption that it is."""
    done = subprocess.run([sys.executable, "-c", LATE], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr == "joinscope: interrupted; all that was running has been killed\n"
