"""Scenes to begin with."""

import pytest
from scene import OTHER, PARENT, WORKER, Scene


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
def two(scene: Scene) -> Scene:
    """A parent with a pipe, and a worker that has a copy of its descriptors."""
    scene.pipe(PARENT)
    scene.make(PARENT, WORKER)
    return scene


@pytest.fixture
def three(two: Scene) -> Scene:
    two.make(PARENT, OTHER)
    return two
