"""Bytes that are no UTF-8, in records and for people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joinscope.recording.byte_text import as_bytes, as_text, shown

CASES = [
    (b"plain", "plain", "plain"),
    (b"caf\xc3\xa9", "caf\xe9", "caf\xe9"),
    (b"caf\xe9", "caf\uefe9", "caf\\xe9"),
    (b"\xee\xbe\x80", "\uefee\uefbe\uef80", "\uef80"),
    (b"\xed\xb2\x80", "\uefed\uefb2\uef80", "\\xed\\xb2\\x80"),  # half of a surrogate pair
]


@pytest.mark.parametrize(("data", "text", "people"), CASES)
def test_bytes_as_text(data: bytes, text: str, people: str) -> None:
    """In a record each byte that is no UTF-8 is a character, for people it is escaped."""
    assert as_text(data) == text
    assert as_bytes(text) == data
    assert shown(text) == people


@given(st.binary())
def test_no_byte_is_lost(data: bytes) -> None:
    """Whatever the bytes, the text has them all, and is Unicode that any program can write."""
    text = as_text(data)
    text.encode()
    assert as_bytes(text) == data
