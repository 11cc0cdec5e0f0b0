"""The cffi binding of the recorder, its declarations cut out of the header itself."""

from pathlib import Path

import cffi

HERE = Path(__file__).parent
HEADER = HERE / "recorder" / "recorder.h"

declarations = HEADER.read_text("utf-8").split("/* cffi: begin */")[1].split("/* cffi: end */")[0]

ffibuilder = cffi.FFI()
ffibuilder.cdef(declarations)
ffibuilder.set_source(
    "joinscope._recorder",
    '#include "recorder.h"',
    # Relative, as setuptools wants them: the build runs in this folder.
    sources=sorted(f"recorder/{source.name}" for source in HEADER.parent.glob("*.c")),
    include_dirs=["recorder"],
    depends=sorted(f"recorder/{header.name}" for header in HEADER.parent.glob("*.h")),
    extra_compile_args=["-std=gnu17", "-O2"],
    # cffi's own default is older than the stable ABI of the Pythons that we support.
    define_macros=[("Py_LIMITED_API", "0x030b0000")],
)
