"""What the tracer knows of a descriptor without looking: its file, if it blocks, who shares it.

Each test fails if the shortcut is taken where it may not be: then a flag, or a channel, is missed.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from command import traced
from joinscope.recording.recorders import syscalls
from traced_program import python, trace

pytestmark = traced

READ = """
import fcntl, os, socket
NONBLOCKING = socket.SOCK_STREAM | socket.SOCK_NONBLOCK

def received(fd):
    one, other = socket.socketpair()
    socket.send_fds(one, [b"x"], [fd])
    return socket.recv_fds(other, 1, 1)[1][0]

{}
"""


def entries(lines: list[bytes], call: str) -> list[dict[str, object]]:
    """The arguments of a call, each time that it was entered."""
    records = [json.loads(line) for line in lines]
    entered = [each for each in records if each["event"] == "enter" and each["call"] == call]
    return [each["arguments"] for each in entered]


@pytest.mark.parametrize(
    ("makes", "nonblocking"),
    [
        ("r, w = os.pipe()", False),
        ("r, w = os.pipe2(os.O_NONBLOCK)", True),
        ("r, w = os.pipe(); os.set_blocking(r, False)", True),
        ("r, w = os.pipe(); fcntl.fcntl(r, fcntl.F_SETFL, os.O_NONBLOCK)", True),
        ("a, b = socket.socketpair(); a.setblocking(False); r, w = a.fileno(), b.fileno()", True),
        ("a, b = socket.socketpair(type=NONBLOCKING); r, w = a.fileno(), b.fileno()", True),
        ("r, w = os.pipe(); r = received(r)", False),
        ("r, w = os.pipe(); os.set_blocking(w, False); r = received(r)", False),
        ("r, w = os.pipe(); os.set_blocking(r, False); r = received(r)", True),
        ("r, w = os.pipe(); os.set_blocking(os.pipe()[0], False)", False),
        ("r, w = os.pipe(); r = os.open(f'/dev/fd/{r}', os.O_NONBLOCK)", True),
        ("r, w = os.pipe(); r = os.open(f'/proc/self/fd/{r}', os.O_RDWR | os.O_NONBLOCK)", True),
        ("r, w = os.pipe(); r = os.open(f'/dev/fd/{r}', os.O_RDONLY)", False),
        ("r, w = os.pipe(); os.open(f'/dev/fd/{r}', os.O_NONBLOCK)", False),
    ],
)
def test_whether_a_read_waits(makes: str, *, nonblocking: bool) -> None:
    """Set when it is made, or later: the read says so."""
    found = python(READ.format(f"{makes}\nos.write(w, b'x')\nos.read(r, 1)"))
    reads = [each for each in entries(found.lines, "read") if each["class"] == "read"]
    assert reads[-1].get("nonblocking", False) is nonblocking


def test_a_pipe_that_came_so(tmp_path: Path) -> None:
    """Standard input had the flag before the program was started."""
    r, w = os.pipe()
    os.set_blocking(r, False)
    os.write(w, b"x")
    command = [sys.executable, "-S", "-I", "-c", "import os; os.read(0, 1)"]
    with (tmp_path / "recording.jsonl").open("w+b") as file:
        line = syscalls.start_line(command, records=file.fileno())
        subprocess.run(line, pass_fds=[file.fileno()], stdin=r, check=True)
        file.seek(0)
        reads = [each for each in entries(file.read().splitlines(), "read") if each["fd"] == 0]
    os.close(r)
    os.close(w)
    assert [each.get("nonblocking", False) for each in reads] == [True]


SERVER = """
import os, socket
server = socket.socket(socket.AF_UNIX)
server.bind("\\0" + str(os.getpid()))
server.listen()
client = socket.socket(socket.AF_UNIX)
client.connect(server.getsockname())
r, w = os.pipe()
{}
accepted.getsockname()
os.write(w, b"x")
os._exit(0)
"""
ACCEPTS = "accepted = server.accept()[0]"
FORKS = "if os.fork() == 0: os.read(r, 1); os._exit(0)"


@pytest.mark.parametrize("order", [[FORKS, ACCEPTS], [ACCEPTS, FORKS]], ids=["alone", "two"])
def test_who_shares_a_socket(order: list[str]) -> None:
    """To ask a socket for its name tells nothing of others, unless another has the same one."""
    asked = entries(python(SERVER.format("\n".join(order))).lines, "getsockname")
    told = [] if order[-1] is ACCEPTS else ["descriptor_state"]
    assert [each["reason"] for each in asked] == told


NUMBER = """
import fcntl, os, socket, sys
def opened(): return os.open(sys.executable, os.O_RDONLY)
def forked():
    if os.fork() == 0: os.read(r, 1); os._exit(0)
def received():
    socket.send_fds(one, [b'x'], [shared])
    return socket.recv_fds(other, 1, 1)[1][0]

r, w = os.pipe()
one, other = socket.socketpair()
number, shared = opened(), opened()
forked()
{}
os.lseek(new, 1, os.SEEK_END)
os.write(w, b"xx")
os._exit(0)
"""


@pytest.mark.parametrize(
    ("opens", "shares"),
    [
        ("new = number", True),
        ("os.close(number); new = opened()", False),
        ("os.close(number); new = opened(); forked()", True),
        ("os.close(number); new = os.dup(shared)", True),
        ("os.close(number); new = fcntl.fcntl(shared, fcntl.F_DUPFD, 0)", True),
        ("os.close(number); new = os.dup2(shared, number)", True),
        ("new = os.dup2(shared, number)", True),
        ("os.close(number); new = os.dup(opened())", False),
        ("os.close(number); new = received()", True),
    ],
)
def test_who_shares_a_number_that_was_closed(opens: str, *, shares: bool) -> None:
    """What is opened under it is new; what comes under it otherwise, another may have as well."""
    sought = entries(python(NUMBER.format(opens)).lines, "lseek")
    assert [each["reason"] for each in sought] == ["descriptor_state"] * shares


EXECUTED = """
import os, sys
number = os.open(sys.executable, os.O_RDONLY)
os.set_inheritable(number, {keeps})
seek = "import os, sys; fd = {fd}; os.lseek(fd, 1, os.SEEK_END)"
if os.fork() == 0:
    os.execl(sys.executable, sys.executable, "-S", "-I", "-c", seek)
os.wait()
"""


@pytest.mark.parametrize(
    ("fd", "shares"),
    [("3", True), ("os.open(sys.executable, os.O_RDONLY)", False)],
    ids=["kept", "opened"],
)
def test_who_shares_what_was_there_at_an_exec(fd: str, *, shares: bool) -> None:
    """An exec leaves some descriptors; what is opened behind it is nobody else's."""
    sought = entries(python(EXECUTED.format(keeps=shares, fd=fd)).lines, "lseek")
    assert [each["reason"] for each in sought] == ["descriptor_state"] * shares


@pytest.mark.parametrize("seed", range(5))
def test_what_a_descriptor_stands_for(seed: int, tmp_path: Path) -> None:
    """By whatever way it came to stand for something else, and whoever closes it."""
    program = Path(__file__).with_name("programs") / "changing_descriptors.py"
    told = tmp_path / "told"
    found = trace([sys.executable, str(program), str(seed), str(told)])
    records = [json.loads(line) for line in found.lines]
    closed = [
        f"{each['pid']} {each['arguments']['fd']} {each['arguments']['object']}"
        for each in records
        if each["event"] == "enter"
        and each["call"] == "close"
        and 20 <= each["arguments"].get("fd", -1) <= 31
    ]
    assert len(closed) > 20
    assert sorted(closed) == sorted(filter(None, told.read_text().splitlines()))
