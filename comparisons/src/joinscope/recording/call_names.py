"""System calls by their numbers on this machine."""

from joinscope.recording.recorders import syscalls


def call_name(number: int) -> str | None:
    """The name of a system call; None of a number that is none here."""
    extension = syscalls.native()
    name = extension.lib.tracer_call_name(number, extension.ffi.new("char **"))
    return extension.ffi.string(name).decode() if name else None
