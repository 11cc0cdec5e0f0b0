"""Recorders: each runs one program in a process of its own and reports what it does.

They import little, because their start is part of what a run takes; `recording.runner` starts them.
"""
