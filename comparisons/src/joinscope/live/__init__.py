"""Processes as they are now, by /proc: who waits for what, and whether a tree stands still.

`look` takes a tree's threads in a few reads each; `snapshot` has the descriptors, too; `waits` says
what a thread waits for and who could end that; `standstill` is the rule by which a tree in which
nothing can happen any more is told from one that waits for something.

All of it only reads. Nothing is asked of a process, stopped, or opened of it.
"""
