"""Whose a handler is, and that who may have one for SIGCHLD is asked."""

from collections.abc import Callable
from pathlib import Path
from signal import SIGCHLD

import pytest
from joinscope.recording.recording import Recording
from trace_events import events


@pytest.mark.parametrize("seccomp", [True, False], ids=["seccomp", "all calls"])
def test_whose_a_handler_is(
    seccomp: bool,  # noqa: FBT001 - a parameter of the test
    record: Callable[..., Recording],
    compiled: Callable[[str], str],
    tmp_path: Path,
) -> None:
    """The process's own or its parent's, however it was set; where that is not known, its own."""
    told = tmp_path / "told"
    recording = record([compiled("handlers"), str(told)], seccomp=seccomp)
    assert recording.exit_status == 0
    signals = [each.fields for each in events(recording) if each.event == "signal"]
    raised = [each for each in signals if each["signal"] != SIGCHLD]
    assert {each["action"] for each in raised} == {"handle"}
    found = [(each["signal"], each.get("inherited", False)) for each in raised]
    lines = [line.split() for line in told.read_text("ascii").splitlines()]
    assert found == [(int(number), inherited == "1") for number, inherited in lines]
    assert {inherited for _, inherited in found} == {True, False}


def test_a_handler_for_the_ends_of_children(
    record: Callable[..., Recording], compiled: Callable[[str], str], tmp_path: Path
) -> None:
    """Who has set one is asked at each end, and so is who was made by it; others are not always."""
    recording = record([compiled("handlers"), str(tmp_path / "told")])
    actions = [
        each.fields.get("action")
        for each in events(recording)
        if each.event == "signal" and each.fields["signal"] == SIGCHLD
    ]
    assert set(actions[:-3]) <= {None, "default"}
    assert actions[-3:] == ["handle"] * 3
