"""What Python runs, by the words of a command."""

from pathlib import Path

import pytest
from joinscope.programs.python_command import in_python

SCRIPT = Path("a.py")


@pytest.mark.parametrize(
    ("words", "script", "customized"),
    [
        (["python3", "a.py", "-c", "x"], SCRIPT, True),
        (["python", "-W", "error", "-Xdev", "-bb", "a.py"], SCRIPT, True),
        (["python3.14", "-sW", "error", "a.py"], SCRIPT, True),
        (["python3.14t", "--check-hash-based-pycs", "always", "a.py"], SCRIPT, True),
        (["/usr/bin/python3", "-I", "a.py"], SCRIPT, False),
        (["python3", "-OE", "a.py"], SCRIPT, False),
        (["python3", "-m", "module", "a.py"], None, True),
        (["python3", "-mmodule"], None, True),
        (["python3", "-c", "a.py"], None, True),
        (["python3", "-"], None, True),
    ],
)
def test_python(words: list[str], script: Path | None, customized: bool) -> None:  # noqa: FBT001
    """The script, and whether what we put into PYTHONPATH is read."""
    line = in_python(words, Path("/nowhere"))
    assert line is not None
    assert (line.script, line.customized) == (script, customized)


@pytest.mark.parametrize(
    "words",
    [["sh", "a.py"], ["python3"], ["python3", "-V"], ["python3", "-m"], ["pythonish", "a.py"]],
)
def test_none(words: list[str]) -> None:
    """Neither another program nor a Python that runs nothing."""
    assert in_python(words, Path("/nowhere")) is None


@pytest.mark.parametrize("head", ["#!/usr/bin/env python3", "#!/usr/bin/env -S python3 -u"])
def test_a_script_that_is_executable(tmp_path: Path, head: str) -> None:
    """A file that names Python on its first line is run by it."""
    script = tmp_path / "tool"
    script.write_text(f"{head}\n")
    line = in_python([str(script), "a.py"], script)
    assert line is not None
    assert (line.interpreter, line.script) == ("python3", script)
