"""The lines that are shown are those of the interpreter that ran."""

import inspect
import multiprocessing.popen_fork
import multiprocessing.popen_forkserver
import multiprocessing.process
from collections.abc import Callable
from itertools import pairwise

import pytest
from run_explained import METHODS, explain, program

FUNCTIONS: dict[str, list[Callable[..., object]]] = {
    "BaseProcess.join": [multiprocessing.process.BaseProcess.join],
    "Popen.wait": [multiprocessing.popen_fork.Popen.wait],
    "Popen.poll": [
        multiprocessing.popen_fork.Popen.poll,
        multiprocessing.popen_forkserver.Popen.poll,
    ],
}


@pytest.mark.parametrize("method", METHODS)
def test_lines(method: str) -> None:
    """Each line stands in its function as `inspect` has that, and calls the next level."""
    chain = explain(program("join.py", method=method)).joins[0].chain
    places = [
        (level.name, level.place, inner.name)
        for level, inner in pairwise(chain)
        if level.name in FUNCTIONS and level.place is not None
    ]
    assert [name for name, _, _ in places] == list(FUNCTIONS)
    for name, place, inner in places:
        found = [
            lines[place.line - first].strip()
            for function in FUNCTIONS[name]
            if place.file == inspect.getsourcefile(function)
            for lines, first in [inspect.getsourcelines(function)]
        ]
        assert found == [place.text]
        assert f"{inner.rpartition('.')[2]}(" in place.text
