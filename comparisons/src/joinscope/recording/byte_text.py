r"""Bytes as text, and back: what stands in a record for text that comes from outside.

To the kernel a path, an argument or a line is bytes, which may be no UTF-8; a record is JSON, which
is. So each byte that is not part of UTF-8 stands as one character of a range that nobody uses:
0x80 as U+EF80, up to 0xFF as U+EFFF. Where the text itself has such a character, its bytes stand
there in the same way. So two texts are equal only if their bytes were:

    b"caf\xc3\xa9"        "café"
    b"caf\xe9"            "caf\uefe9"
    b"\xee\xbe\x80"       "\uefee\uefbe\uef80"      U+EF80 itself

The tracer does the same (tracer/records/json.c). Recorders start with this module: it is small.
"""

FIRST = 0xEF80 - 0x80
LOW, HIGH = "\uef80", "\uefff"


def as_text(data: bytes) -> str:
    """Bytes as the text of a record."""
    text = data.decode("utf-8", "surrogateescape")
    return text if text.isascii() else "".join(map(_character, text))


def as_bytes(text: str) -> bytes:
    """The bytes that a text of a record stands for."""
    if text.isascii():
        return text.encode()
    return b"".join(
        bytes((ord(each) - FIRST,)) if LOW <= each <= HIGH else each.encode() for each in text
    )


def shown(text: str) -> str:
    """A text of a record for people: bytes that are not UTF-8 stand as backslash escapes."""
    return text if text.isascii() else as_bytes(text).decode("utf-8", "backslashreplace")


def _character(each: str) -> str:
    if "\udc80" <= each <= "\udcff":
        return chr(FIRST + ord(each) - 0xDC00)
    if LOW <= each <= HIGH:
        return "".join(chr(FIRST + byte) for byte in each.encode())
    return each
