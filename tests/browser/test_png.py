"""The picture as PNG is not blank: it needs a library that draws, as the session has it."""

import struct
import zlib
from collections.abc import Iterator
from importlib import import_module

import explanations
import pytest
from joinscope.render.picture.png import MODULE, png

pytestmark = pytest.mark.browser


def pixels(image: bytes) -> Iterator[bytes]:
    """The rows of a PNG, still filtered: enough to tell whether anything is on it."""
    assert image[:8] == b"\x89PNG\r\n\x1a\n"
    data, at = b"", 8
    while at < len(image):
        (length,) = struct.unpack(">I", image[at : at + 4])
        if image[at + 4 : at + 8] == b"IDAT":
            data += image[at + 8 : at + 8 + length]
        at += length + 12
    width, height = struct.unpack(">II", image[16:24])
    rows = zlib.decompress(data)
    step = len(rows) // height
    assert width > 1000
    yield from (rows[place : place + step] for place in range(0, len(rows), step))


def test_the_png_is_not_blank() -> None:
    """Most rows of the lanes have something on them; there is text beside them."""
    drawn = sum(len(set(row)) > 3 for row in pixels(png(explanations.article())))
    assert drawn > 300


def test_a_blank_png_would_be_noticed() -> None:
    """An image without a picture has no such rows."""
    convert = import_module(MODULE)
    blank = '<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="500"/>'
    assert sum(len(set(row)) > 3 for row in pixels(convert.svg_to_png(blank))) < 3
