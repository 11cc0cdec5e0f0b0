"""The cffi binding of the tracer, its declarations cut out of the headers themselves."""

from pathlib import Path

import cffi

HERE = Path(__file__).parent
TRACER = HERE / "tracer"
PUBLIC = ("hold_rule.h", "options.h", "tracer.h", "probe.h", "calls/lookup.h")


def declarations(header: str) -> str:
    """What a header says to cffi."""
    text = (TRACER / header).read_text("utf-8")
    return text.split("/* cffi: begin */")[1].split("/* cffi: end */")[0]


def files(pattern: str) -> list[str]:
    """The tracer's files, relative, as setuptools wants them: the build runs in this folder."""
    return sorted(str(each.relative_to(HERE)) for each in TRACER.rglob(pattern))


ffibuilder = cffi.FFI()
ffibuilder.cdef("".join(declarations(header) for header in PUBLIC))
ffibuilder.set_source(
    "joinscope._recorder",
    "".join(f'#include "{header}"\n' for header in PUBLIC),
    sources=files("*.c"),
    include_dirs=["tracer"],
    depends=[*files("*.h"), *files("*.inc")],
    extra_compile_args=["-std=gnu17", "-O2"],
    # cffi's own default is older than the stable ABI of the Pythons that we support.
    define_macros=[("Py_LIMITED_API", "0x030b0000")],
)
