"""Every recording that a test makes is explained, and that is held against it."""

from completeness import explanations_are_complete

__all__ = ["explanations_are_complete"]
