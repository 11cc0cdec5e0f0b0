"""The cffi binding of the tracer, its declarations cut out of the header itself."""

from pathlib import Path

import cffi

HERE = Path(__file__).parent
HEADER = HERE / "tracer" / "tracer.h"

declarations = HEADER.read_text("utf-8").split("/* cffi: begin */")[1].split("/* cffi: end */")[0]

ffibuilder = cffi.FFI()
ffibuilder.cdef(declarations)
ffibuilder.set_source(
    "joinscope._recorder",
    '#include "tracer.h"',
    # Relative, as setuptools wants them: the build runs in this folder.
    sources=sorted(str(each.relative_to(HERE)) for each in HEADER.parent.rglob("*.c")),
    include_dirs=["tracer"],
    depends=sorted(str(each.relative_to(HERE)) for each in HEADER.parent.rglob("*.h")),
    extra_compile_args=["-std=gnu17", "-O2"],
    # cffi's own default is older than the stable ABI of the Pythons that we support.
    define_macros=[("Py_LIMITED_API", "0x030b0000")],
)
