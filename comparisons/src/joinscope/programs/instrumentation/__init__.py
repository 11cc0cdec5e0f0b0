"""Observers: what runs inside a program and notes which of its functions make which calls.

Each note is a write to no descriptor, which only a tracer sees (recorder/note.h); without one they
go to a file. `python_hook.py` observes Python, `c_hook.c` C. Both need
nothing but their own language.
"""
