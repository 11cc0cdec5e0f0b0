"""What the tests of the tracer's C share; and every explanation is held against its recording."""

import subprocess
import sys
from pathlib import Path

import pytest
from completeness import explanations_are_complete

__all__ = ["explanations_are_complete", "generated"]

PACKAGE = Path(__file__).parents[2] / "comparisons"


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the build generates for the tracer to include."""
    folder = tmp_path_factory.mktemp("generated")
    generate = [sys.executable, str(PACKAGE / "name_tables.py"), str(folder / "names.inc")]
    subprocess.run(generate, check=True)
    return folder
