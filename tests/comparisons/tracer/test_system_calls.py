"""The table of system calls against the kernel's own headers, and against the calls themselves."""

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from joinscope.happens_before.rules.hidden_calls import LOOKS, REASONS
from joinscope.recording.recorders.syscalls import native
from joinscope.recording.recording import Recording
from joinscope.recording.records import Way
from trace_events import events

TABLE = Path(__file__).parents[3] / "comparisons" / "tracer" / "calls" / "system_calls.inc"
ROW = re.compile(r"^(CALL|CHANGE|LOOKUP|MAY|INERT)\((\w+)(?:, \"([^\"]+)\")?", re.MULTILINE)
NEWER = re.compile(r"^\w+\((\w+),[^)]*NEWER\((\d+)\)", re.MULTILINE)
MACHINES = {
    "x86-64": "__x86_64__ 1\n#include <asm/unistd_64.h>",
    "aarch64": "__ARCH_WANT_RENAMEAT\n#define __ARCH_WANT_NEW_STAT\n"
    "#define __ARCH_WANT_SET_GET_RLIMIT\n#define __ARCH_WANT_TIME32_SYSCALLS\n"
    "#define __ARCH_WANT_SYS_CLONE3\n#define __BITS_PER_LONG 64\n"
    "#define __ARCH_WANT_MEMFD_SECRET\n#include <asm-generic/unistd.h>",
}
# Names of numbers, not of calls.
OTHERS = {"syscalls", "arch_specific_syscall"}


def rows() -> list[tuple[str, str, str]]:
    """Kind, name and the reason of each row."""
    return ROW.findall(TABLE.read_text("utf-8"))


def numbers(machine: str) -> dict[str, int]:
    """What the headers say: the number of each call."""
    text = subprocess.run(
        ["cc", "-E", "-dM", "-"],
        input=f"#define {MACHINES[machine]}\n",
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    lines: list[tuple[str, str]] = re.findall(r"^#define (__NR\w*) (\w+)$", text, re.MULTILINE)
    found = dict(lines)
    names = {name.removeprefix("__NR_"): name for name in found if name.startswith("__NR_")}
    # On aarch64 __NR_mmap is __NR3264_mmap, and that is a number.
    return {
        name: int(found.get(found[macro], found[macro]))
        for name, macro in names.items()
        if name not in OTHERS
    }


def test_each_call_has_one_row() -> None:
    """None is said twice, perhaps in two ways."""
    assert [
        name for name, times in Counter(name for _, name, _ in rows()).items() if times > 1
    ] == []


@pytest.mark.parametrize("machine", MACHINES)
def test_every_call_of_the_headers_has_a_row(machine: str) -> None:
    """Of both machines, whichever this is: what carries order, or why it carries none."""
    found = numbers(machine)
    assert len(found) > 250
    assert sorted(found.keys() - {name for _, name, _ in rows()}) == []


def test_a_call_without_a_row_is_noticed() -> None:
    """The headers are read, so that their test can fail."""
    assert {"read", "openat", "clone3"} <= numbers("x86-64").keys() & numbers("aarch64").keys()
    assert "open" in numbers("x86-64").keys() - numbers("aarch64").keys()


def test_newer_numbers_are_those_of_the_headers() -> None:
    """Where the headers have a newer call already, it has the number that the table gives it."""
    newer = {name: int(number) for name, number in NEWER.findall(TABLE.read_text("utf-8"))}
    assert len(newer) > 30
    for machine in MACHINES:
        found = numbers(machine)
        shared = newer.keys() & found.keys()
        assert {name: newer[name] for name in shared} == {name: found[name] for name in shared}


@pytest.mark.skipif(sys.platform != "linux", reason="no tracer")
def test_the_tracer_has_the_numbers() -> None:
    """It finds each call of this machine's headers by its number; and of others it has no name."""
    extension = native()
    kind = extension.ffi.new("const char **")
    header = subprocess.run(
        ["cc", "-E", "-dM", "-"],
        input="#include <asm/unistd.h>\n",
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found = re.findall(r"^#define __NR_(\w+) (\d+)$", header, re.MULTILINE)
    assert len(found) > 250
    for name, number in found:
        called = extension.lib.tracer_call_name(int(number), kind)
        assert extension.ffi.string(called).decode() == name
    assert extension.lib.tracer_call_name(1023, kind) == extension.ffi.NULL


def test_every_way_has_a_reason() -> None:
    """The ways of the table, of the contract and of the rules are the same."""
    table = {reason for kind, _, reason in rows() if kind == "MAY"}
    said_by_decoders = {
        "descriptor_state",
        "device",
        "file",
        "foreign_architecture",
        "unknown_call",
    }
    assert table | said_by_decoders == set(get_args(Way)) == set(REASONS)


def test_those_who_look_are_in_the_table() -> None:
    """A name that no row has would say nothing."""
    assert {name for kind, name, _ in rows() if kind == "MAY"} >= LOOKS


def test_every_inert_call_says_why() -> None:
    """In a word or two."""
    assert [
        name for kind, name, why in rows() if kind == "INERT" and not 1 <= len(why.split()) <= 5
    ] == []


@pytest.mark.parametrize("seccomp", [True, False], ids=["seccomp", "all calls"])
def test_what_is_not_in_the_table_stops(
    seccomp: bool,  # noqa: FBT001 - a parameter of the test
    record: Callable[..., Recording],
    compiled: Callable[[str], str],
) -> None:
    """A number that nobody knows, and a call by the numbers of another architecture, are seen.

    Inert calls are not, nor are those whose arguments make them so.
    """
    recording = record([compiled("strange_calls")], seccomp=seccomp)
    seen = [
        (each.call, each.fields["reason"], each.fields.get("number"))
        for each in events(recording)
        if each.event == "enter" and each.fields.get("reason") is not None
    ]
    foreign = [each for each in seen if each[1] == "foreign_architecture"]
    assert [each for each in seen if each not in foreign] == [
        ("unknown", "unknown_call", 1000),
        ("getppid", "parent", None),
        ("getpgid", "process_group", None),
        ("madvise", "file", None),
        ("shmget", "shared_memory", None),
    ]
    assert len(foreign) == (2 if sys.platform == "linux" and native_x86() else 0)
    assert recording.exit_status == 0


def native_x86() -> bool:
    """Whether this machine has int 0x80."""
    return os.uname().machine == "x86_64"
