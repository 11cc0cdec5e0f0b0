"""Runs a table of cases on one library, under one start method: FILE.py LIBRARY METHOD.

Prints a line of JSON for each case: its name, and what it observed, as data.
"""

import importlib
import json
import os
import pickle
import re
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

Context = Any  # of any library; the cases look behind the scenes
Case = Callable[[Context], Any]

_cases: list[Case] = []


def case(function: Case) -> Case:
    """Make the function a row of the table."""
    _cases.append(function)
    return function


def context_of(method: str) -> Context:
    """The context of the library that is observed."""
    return importlib.import_module(sys.argv[1]).get_context(method)


def wait(objects: list[Any]) -> list[Any]:
    """Wait for the first of many, by the library that is observed."""
    library = "multiprocessing.connection" if sys.argv[1] == "multiprocessing" else sys.argv[1]
    ready: list[Any] = importlib.import_module(library).wait(objects)
    return ready


def main() -> None:
    """Run every case."""
    context = context_of(sys.argv[2])
    for function in _cases:
        print(json.dumps([function.__name__, function(context)]), flush=True)


def outcome(call: Callable[..., Any], *args: Any) -> Any:
    """What the call returns, or the type and the message of what it raises."""
    try:
        return call(*args)
    except Exception as error:
        message = re.sub("0x[0-9a-f]+", "0x", str(error))  # an address
        return [f"{type(error).__module__}.{type(error).__qualname__}", message]


def without_pids(text: str) -> str:
    """No two runs have the same."""
    return re.sub(r"(p(?:aren|i)[td]=)\d+", r"\1PID", text)


def started(context: Context, target: Callable[..., Any], *args: Any) -> Any:
    """A worker that runs."""
    process = context.Process(target=target, args=args)
    process.start()
    return process


def wait_for(connection: Connection) -> None:
    """A worker that ends when it is told to."""
    connection.recv()


def nothing() -> None:
    """A worker that ends."""


def sees_it_blocked(calls: tuple[str, ...], thread: int) -> None:
    """Return once the thread of this process sleeps in such a function of the kernel."""
    path = f"/proc/self/task/{thread}/wchan"
    while True:
        with open(path) as file:
            function = file.read()
        if function.startswith(calls):  # not anywhere: a thread without the GIL futex_do_wait()s
            return
        os.sched_yield()


def in_another_process(call: Callable[[], Any]) -> Any:
    """What the call does in a process that is no worker."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(writer, pickle.dumps(outcome(call)))
        os._exit(0)
    os.close(writer)
    with open(reader, "rb") as answer:
        os.waitpid(pid, 0)
        return pickle.load(answer)
