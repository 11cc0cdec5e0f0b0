"""Verdicts: which claims hold on which side."""
