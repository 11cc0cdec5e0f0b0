"""How one event of a run relates to another."""

from enum import StrEnum


class Relation(StrEnum):
    """The relation of a first event to a second."""

    BEFORE = "before"
    AFTER = "after"
    CONCURRENT = "concurrent"
    UNKNOWN = "unknown"
