"""Stops on one CPU are not seen by the program: it may run where it might, and where it says."""

import os
from collections.abc import Callable

import pytest
from command import traced
from joinscope.recording.recording import Recording

pytestmark = traced

CPUS = len(os.sched_getaffinity(0))
NEEDS_TWO = pytest.mark.skipif(CPUS < 2, reason="needs two CPUs: on one no mask is narrowed")


@NEEDS_TWO
@pytest.mark.parametrize("seccomp", [True, False], ids=["seccomp", "all calls"])
def test_a_program_may_run_where_it_might(
    seccomp: bool,  # noqa: FBT001 - a parameter of the test
    record: Callable[..., Recording],
    compiled: Callable[[str], str],
) -> None:
    """And so may its children and its threads."""
    recording = record([compiled("cpus"), str(CPUS)], seccomp=seccomp)
    assert recording.exit_status == 0
