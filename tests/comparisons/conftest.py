"""What the tests of the tracer's C share."""

import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "comparisons"


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the build generates for the tracer to include."""
    folder = tmp_path_factory.mktemp("generated")
    generate = [sys.executable, str(PACKAGE / "name_tables.py"), str(folder / "names.inc")]
    subprocess.run(generate, check=True)
    return folder
