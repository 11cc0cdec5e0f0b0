"""Programs that name files of /proc of others are found out; most programs are not suspected."""

import shutil
import sys
from pathlib import Path

import pytest
from command import traced
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.proc_mentions import mentions
from joinscope.happens_before.second_look import would_tell
from joinscope.vocabulary import Relation
from traced_program import python

CONCURRENT, UNKNOWN = Relation.CONCURRENT, Relation.UNKNOWN

LOOK = """
import time
pid = os.fork()
if pid == 0:
    say("first")
    os._exit(0)
time.sleep(0.2)
{look}
say("second")
os.waitpid(pid, 0)
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('os.path.exists(f"/proc/{pid}")', True),
        ('snprintf(name, sizeof name, "/proc/%d/stat", pid);', True),
        ("while [ -d /proc/$1 ]; do :; done", True),
        ('os.listdir("/proc")', True),
        ('Path("/proc", str(pid)).exists()', True),
        ("sys.remote_exec(pid, script)", True),
        ("/proc/self/maps", False),
        ("/proc/meminfo", False),
        ("/procedures/7", False),
        ("a process", False),
    ],
)
def test_what_names_others(text: str, expected: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a parameter of the test
    """A number, or what will be one, behind /proc: in a script, an argument, a module beside."""
    script, module = tmp_path / "script.py", tmp_path / "module.py"
    script.write_text(text)
    assert mentions("/bin/true", ["true", str(script)]) is expected
    assert mentions("/bin/sh", ["sh", "-c", text]) is expected
    assert mentions(str(script), [str(script)]) is expected
    script.write_text("import module")
    module.write_text(text)
    assert mentions("/bin/true", ["true", str(script)]) is expected


@pytest.mark.parametrize("program", ["sh", "bash", "cat", "sleep", "make", "env"])
def test_ordinary_programs_do_not(program: str) -> None:
    """What most scripts execute is not suspected, so it costs them nothing."""
    path = shutil.which(program)
    if path is not None:
        assert not mentions(path, [program])
    python = str(Path(sys.executable).resolve())
    assert not mentions(python, [python, "-c", "print()"])


@traced
@pytest.mark.parametrize("look", ["os.path.exists(f'/proc/{pid}')", "os.listdir('/proc')"])
def test_real_look_at_a_process(look: str) -> None:
    """Who may have looked at others in /proc may have waited for them."""
    program = LOOK.format(look=look)
    found = python(program)
    assert found.doubt() == (UNKNOWN, Reason.PROCESS_LOOK)
    assert would_tell(found.order)
    found = python(program, lookups=True)
    assert found.doubt() == (UNKNOWN, Reason.PROCESS_LOOK)
    assert not would_tell(found.order)


@traced
def test_real_look_at_a_process_that_was_not_made() -> None:
    """With look-ups it is known that nobody has looked."""
    program = LOOK.format(look="'/proc/7'")
    found = python(program)
    assert found.relation() is UNKNOWN
    assert would_tell(found.order)
    assert python(program, lookups=True).relation() is CONCURRENT
