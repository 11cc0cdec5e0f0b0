"""The Python side of joinscope: the programs of `programs/`, run under any start method."""

from pyjoin.program import names, run, source

__all__ = ["names", "run", "source"]
