"""Wording: every sentence that people read, made of facts."""
