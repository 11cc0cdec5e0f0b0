"""Running a Python program as `python SCRIPT` does, with multiprocessing on our C."""

import builtins
import io
import os
import sys
import types
from importlib.machinery import SourceFileLoader

from cjoin import library, replace

__all__ = ["library", "read", "run"]  # the library: without it, fail before the first start()


def read(script: str) -> bytes:
    """The source of a program. Raises OSError."""
    with io.open_code(os.path.abspath(script)) as file:
        return file.read()


def run(script: str, source: bytes, arguments: list[str]) -> None:
    """Run the source as __main__; returns when its last line has run, raises what it raises.

    What it raises is shown by sys.excepthook without the frames below its own.
    """
    path = os.path.abspath(script)
    main = types.ModuleType("__main__")
    main.__dict__.update(
        __builtins__=builtins,
        __cached__=None,
        __file__=path,
        __loader__=SourceFileLoader("__main__", path),
    )
    sys.modules["__main__"] = main
    sys.argv = [script, *arguments]
    if not sys.flags.safe_path:
        sys.path[0] = os.path.dirname(os.path.realpath(path))
    replace.install()
    try:
        exec(compile(source, path, "exec", dont_inherit=True), main.__dict__)
    except BaseException as error:
        _hide_frames_below(error)
        raise


def _hide_frames_below(error: BaseException) -> None:
    show = sys.excepthook
    frames = error.__traceback__ and error.__traceback__.tb_next

    def show_without_ours(
        kind: type[BaseException], value: BaseException, frames_: types.TracebackType | None
    ) -> None:
        if value is error:
            value.__traceback__ = frames_ = frames
        show(kind, value, frames_)

    sys.excepthook = show_without_ours
