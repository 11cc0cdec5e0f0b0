"""Builds joinscope._recorder, the tracer, on Linux; elsewhere there is none to build."""

import sys
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

sys.path.insert(0, str(Path(__file__).parent))  # a build backend does not do this
import name_tables
import toolchain


class BuildTracer(build_ext):
    """Checks the toolchain, and generates what the tracer includes."""

    def build_extension(self, ext: Extension) -> None:
        """Compile the tracer and its binding, or say in one sentence what is missing."""
        if sentence := toolchain.missing():
            raise SystemExit(sentence)
        generated = Path(self.build_temp, "generated")
        generated.mkdir(parents=True, exist_ok=True)
        (generated / "names.inc").write_text(name_tables.tables(), encoding="ascii")
        ext.include_dirs.append(str(generated))
        super().build_extension(ext)


if sys.platform == "linux":
    setup(cffi_modules=["binding.py:ffibuilder"], cmdclass={"build_ext": BuildTracer})
else:
    setup()
