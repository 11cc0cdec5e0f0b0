"""Explanations: what a program did, from its own lines to the system calls, on every side."""
