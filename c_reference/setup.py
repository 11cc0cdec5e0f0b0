"""Builds cjoin._native: the cffi binding and every program, each with its main() renamed."""

import sys
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

sys.path.insert(0, str(Path(__file__).parent / "binding"))
import toolchain


class BuildPrograms(build_ext):
    """Compiles each program by itself, as `make` does, so that they share no names."""

    def build_extension(self, ext: Extension) -> None:
        """Check the toolchain, compile the programs, then the binding with them."""
        if sentence := toolchain.missing():
            raise SystemExit(sentence)
        programs = sorted(Path("programs").glob("*.c"))
        ext.depends += map(str, programs)
        for program in programs:
            ext.extra_objects += self.compiler.compile(
                [str(program)],
                output_dir=self.build_temp,
                macros=[("main", f"main_{program.stem}")],
            )
        super().build_extension(ext)


setup(cffi_modules=["binding/build_ffi.py:ffibuilder"], cmdclass={"build_ext": BuildPrograms})
