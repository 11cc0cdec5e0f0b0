"""The signals that a new process has handlers for are those that it finds itself."""

from collections.abc import Callable
from pathlib import Path
from signal import Signals

import pytest
from joinscope.recording.recording import Recording
from trace_events import events


@pytest.mark.parametrize("seccomp", [True, False], ids=["seccomp", "all calls"])
def test_each_child_has_those_of_its_creation(
    seccomp: bool,  # noqa: FBT001 - a parameter of the test
    record: Callable[..., Recording],
    compiled: Callable[[str], str],
    tmp_path: Path,
) -> None:
    """However they were set since the last child, by whom, and where they are gone since."""
    told = tmp_path / "told"
    recording = record([compiled("handlers"), str(told)], seccomp=seccomp)
    assert recording.exit_status == 0
    found = [
        each.fields["handlers"]
        for each in events(recording)
        if each.event == "creation" and each.tid == each.pid and each.fields["by"] is not None
    ]
    children = [int(line) for line in told.read_text("ascii").split()]
    assert [_names(each) for each in found] == [_names(each) for each in children]
    assert len(found) > 20
    assert found[0] == 0
    assert set(found[2:]) > {0}


def _names(bits: int) -> list[str]:
    return [each.name for each in Signals if each < 32 and bits >> (each - 1) & 1]
