"""The cffi binding: process.h, what Python needs beyond it, and `main_NAME` for each program."""

from pathlib import Path

import cffi

PACKAGE = Path(__file__).parents[1]
PROGRAMS = sorted((PACKAGE / "programs").glob("*.c"))


def sources(pattern: str) -> list[str]:
    """Files of the package, sorted, by names relative to it."""
    return sorted(str(path.relative_to(PACKAGE)) for path in PACKAGE.glob(pattern))


def declared(header: str) -> str:
    """What a header declares between its marks."""
    text = (PACKAGE / header).read_text("utf-8")
    return text.split("/* cffi: begin */")[1].split("/* cffi: end */")[0]


programs = "".join(f"int main_{program.stem}(void);\n" for program in PROGRAMS)

ffibuilder = cffi.FFI()
ffibuilder.cdef("typedef int... pid_t;\n" + declared("process/process.h"))
ffibuilder.cdef(declared("binding/python_process.h") + programs)
ffibuilder.set_source(
    "cjoin._native",
    f'#include "python_process.h"\n{programs}',
    # Relative, as setuptools wants them: the build runs in the folder of setup.py.
    sources=[*sources("binding/*.c"), *sources("process/*.c")],
    include_dirs=["process", "binding"],
    depends=[*sources("binding/*.h"), *sources("process/*.h")],
    # A call in the last line stays a call, so that a debugger shows who made it.
    extra_compile_args=["-std=gnu17", "-O2", "-g", "-fno-optimize-sibling-calls"],
    # cffi's own default is older than the at-fork hooks in the stable ABI.
    define_macros=[("Py_LIMITED_API", "0x030b0000")],
)
