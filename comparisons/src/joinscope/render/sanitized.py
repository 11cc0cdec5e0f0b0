"""What a program printed is data: shown, never obeyed."""


def sanitized(text: str) -> str:
    """The text with every control character as an escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
