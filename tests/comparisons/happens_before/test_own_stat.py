"""What a process learns of others where it reads its own /proc/PID/stat, as os.fork() does."""

import pytest
from joinscope.happens_before.hidden_ways import Reason
from joinscope.recording.recording import decode
from joinscope.recording.records import KillArguments, Leave, ReadArguments
from joinscope.vocabulary import Relation
from record_writer import CONCURRENT, PARENT, UNKNOWN, WORKER, RecordWriter
from traced_program import python

FILE = f"/proc/{PARENT}/stat"


def looks(writer: RecordWriter, tid: int, *files: str) -> None:
    """A thread reads a file of /proc."""
    writer.enter(tid, "read", ReadArguments(5, FILE, 1024, ()))
    writer.add(Leave, tid, call="read", result=300, error=None, files=files)


@pytest.mark.parametrize(("file", "expected"), [("own_stat", CONCURRENT), ("proc", UNKNOWN)])
def test_a_look_at_oneself(file: str, expected: Relation) -> None:
    """Nothing of what others do is told there; in the file of another process it is."""
    writer = RecordWriter()
    writer.make(PARENT, WORKER)
    writer.say(WORKER, "first")
    looks(writer, PARENT, file)
    writer.say(PARENT, "second")
    assert writer.relation() is expected


def test_it_tells_of_the_parent_s_end() -> None:
    """There is another ppid then."""
    writer = RecordWriter()
    writer.make(PARENT, WORKER)
    writer.say(PARENT, "first")
    writer.exit(PARENT)
    looks(writer, WORKER, "own_stat")
    writer.say(WORKER, "second")
    assert writer.doubt() == (UNKNOWN, Reason.PROCESS_LOOK)


def test_it_tells_of_a_signal_that_is_pending() -> None:
    """Its bit is set as long as it is blocked."""
    writer = RecordWriter()
    writer.make(PARENT, WORKER)
    writer.say(WORKER, "first")
    writer.call(WORKER, "tkill", KillArguments(target=PARENT, signal=10))
    looks(writer, PARENT, "own_stat")
    writer.say(PARENT, "second")
    assert writer.doubt() == (UNKNOWN, Reason.SIGNAL)


@pytest.mark.parametrize("folder", ["self", "{pid}", "thread-self/../.."])
@pytest.mark.parametrize(("name", "expected"), [("stat", "own_stat"), ("status", "proc")])
def test_real_look_at_oneself(folder: str, name: str, expected: str) -> None:
    """The recorder tells which it was, by whatever path; `status` counts what others have, too."""
    path = f"/proc/{folder}/{name}"
    program = f"import os; open({path!r}.format(pid=os.getpid())).read()"
    records = [decode(line, "the recorder") for line in python(program).lines]
    leaves = [record for record in records if isinstance(record, Leave)]
    seen = {file for record in leaves for file in record.files}
    assert seen == {expected}


def test_real_look_at_ones_descriptors() -> None:
    """A new program's descriptors are closed by the list of them, which nobody else changes."""
    program = (
        "import subprocess; subprocess.run(['true'], close_fds=True); os.listdir('/proc/self/fd')"
    )
    records = [decode(line, "the recorder") for line in python(program, lookups=True).lines]
    assert "proc" not in {
        file for record in records if isinstance(record, Leave) for file in record.files
    }
