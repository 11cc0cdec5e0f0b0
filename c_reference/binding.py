"""The cffi binding: process.h, what Python needs beyond it, and `main_NAME` for each program."""

from pathlib import Path

import cffi

HERE = Path(__file__).parent
PROGRAMS = sorted((HERE / "programs").glob("*.c"))


def sources(pattern: str) -> list[str]:
    """Files of this folder, sorted, by names relative to it."""
    return sorted(str(path.relative_to(HERE)) for path in HERE.glob(pattern))


def declared(header: str) -> str:
    """What a header declares between its marks."""
    text = (HERE / header).read_text("utf-8")
    return text.split("/* cffi: begin */")[1].split("/* cffi: end */")[0]


programs = "".join(f"int main_{program.stem}(void);\n" for program in PROGRAMS)

ffibuilder = cffi.FFI()
ffibuilder.cdef("typedef int... pid_t;\n" + declared("process/process.h"))
ffibuilder.cdef(declared("python_process.h") + programs)
ffibuilder.set_source(
    "cjoin._native",
    f'#include "python_process.h"\n{programs}',
    # Relative, as setuptools wants them: the build runs in this folder.
    sources=[*sources("*.c"), *sources("process/*.c")],
    include_dirs=["process", "."],
    depends=[*sources("*.h"), *sources("process/*.h")],
    # A call in the last line stays a call, so that a debugger shows who made it.
    extra_compile_args=["-std=gnu17", "-O2", "-g", "-fno-optimize-sibling-calls"],
    # cffi's own default is older than the at-fork hooks in the stable ABI.
    define_macros=[("Py_LIMITED_API", "0x030b0000")],
)
