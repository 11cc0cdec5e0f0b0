"""Where no /proc is mounted, or something else in its place."""

import os
import subprocess
from collections.abc import Callable

import pytest
from command import traced

Joinscope = Callable[..., subprocess.CompletedProcess[str]]

HIDDEN = {
    "unmounted": "umount -l /proc",
    "masked": "mount -t tmpfs none /proc",
    "another's": "mount --bind /proc/sys /proc",
}
WHY = "no /proc of its own is mounted here"


def without(how: str) -> tuple[str, ...]:
    """The command that executes another one without /proc."""
    mine = () if os.getuid() == 0 else ("--map-root-user",)
    return ("unshare", *mine, "--mount", "sh", "-c", f'{HIDDEN[how]}; exec "$@"', "sh")


def refused() -> bool:
    """Whether nobody may have mounts of their own here, as in most containers."""
    command = [*without("masked"), "true"]
    return subprocess.run(command, capture_output=True, check=False).returncode != 0


pytestmark = [traced, pytest.mark.skipif(refused(), reason="mounts of one's own are refused here")]


@pytest.mark.parametrize("how", HIDDEN)
def test_weaker_evidence(how: str, joinscope: Joinscope) -> None:
    """The next weaker evidence is taken, and it is said why; no claim fails."""
    words = ("compare", "worker_and_join", "--start-method", "fork")
    done = joinscope(*words, before=without(how))
    assert (done.returncode, done.stderr) == (0, "")
    told = " ".join(done.stdout.split())
    assert f"No system calls, so no order is proved: {WHY}" in told
    assert "evidence: output" in told
    assert "No claim fails, but not everything could be told." in told


@pytest.mark.parametrize("how", HIDDEN)
@pytest.mark.parametrize(
    "words", ["record -- sh -c exit", "explain worker_and_join", "orders without_join"]
)
def test_one_sentence(how: str, words: str, joinscope: Joinscope) -> None:
    """What takes system calls says so, in one sentence, and runs nothing."""
    done = joinscope(*words.split(), before=without(how))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith("joinscope: ")
    assert WHY in done.stderr
