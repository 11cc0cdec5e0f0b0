"""Wording: all that is said in English."""
