"""Scenes to begin with."""

import pytest
from record_writer import OTHER, PARENT, WORKER, RecordWriter


@pytest.fixture
def writer() -> RecordWriter:
    return RecordWriter()


@pytest.fixture
def two(writer: RecordWriter) -> RecordWriter:
    """A parent with a pipe, and a worker that has a copy of its descriptors."""
    writer.pipe(PARENT)
    writer.make(PARENT, WORKER)
    return writer


@pytest.fixture
def three(two: RecordWriter) -> RecordWriter:
    two.make(PARENT, OTHER)
    return two
