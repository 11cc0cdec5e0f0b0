"""A look at every thread of a process tree: its state, its system call, and how long it has run."""

import os
from collections.abc import Container, Iterator
from contextlib import suppress
from dataclasses import dataclass

ENDED = "ZX"


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread as /proc shows it.

    `state` is /proc's letter. `call` is the number of the system call that it waits in and
    `arguments` are the six words that it was given; None and () where it is in none, or where that
    may not be read. `ran` is how long it has run and how often, as /proc/TID/schedstat has it.
    """

    pid: int
    tid: int
    state: str
    call: int | None
    arguments: tuple[int, ...]
    ran: str


def tree(root: int, without: Container[int] = ()) -> list[int]:
    """A process and every process below it, zombies included, parents first.

    Those `without` are left out, with all below them: who looks, where that is one of them.
    """
    found = [root]
    for pid in found:
        for tid in names(f"/proc/{pid}/task"):
            children = map(int, read(f"/proc/{pid}/task/{tid}/children").split())
            found += [each for each in children if each not in without]
    return found


def threads(pids: list[int], without: Container[int] = ()) -> Iterator[Thread]:
    """The threads of processes, without those that have ended, and without some others."""
    for pid in pids:
        for tid in names(f"/proc/{pid}/task"):
            if int(tid) in without:
                continue
            folder = f"/proc/{pid}/task/{tid}"
            state, *_ = stat(folder) or ["X"]
            if state in ENDED:
                continue
            number, *words = read(f"{folder}/syscall").split() or [""]
            known = number.isdigit()
            yield Thread(
                pid,
                int(tid),
                state,
                int(number) if known else None,
                tuple(int(word, 16) for word in words[:6]) if known else (),
                read(f"{folder}/schedstat"),
            )


def stat(folder: str) -> list[str]:
    """The fields of a process's or thread's `stat` behind its name; none if it is gone."""
    return read(f"{folder}/stat").rpartition(")")[2].split()


def read(path: str) -> str:
    """A file of /proc; empty where it is gone, or may not be read."""
    with suppress(OSError), open(path, "rb") as file:  # noqa: PTH123 - many, and small
        return file.read().decode("utf-8", "surrogateescape")
    return ""


def names(folder: str) -> list[str]:
    """What a folder of /proc has that is named by a number, in its order; gone: nothing."""
    with suppress(OSError):
        found = os.listdir(folder)  # noqa: PTH208 - many, and small
        return sorted((each for each in found if each.isdigit()), key=int)
    return []
