"""Building C files into programs, once."""

import os
import subprocess
from pathlib import Path

import pytest
from joinscope.errors import BuildError, NoCompilerError
from joinscope.programs import c_build

PROGRAM = '#include "said.h"\n#include <stdio.h>\nint main(void) { puts(SAID); return 0; }\n'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own, and a C file that includes a header."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.chdir(tmp_path)
    c_build.cache_folder.cache_clear()
    (tmp_path / "said.h").write_text('#define SAID "one"\n')
    (tmp_path / "says.c").write_text(PROGRAM)
    return tmp_path


def said(program: Path) -> str:
    return subprocess.run([program], capture_output=True, text=True, check=True).stdout


def test_a_program_is_built_once(folder: Path) -> None:
    """The second time the program comes from the cache."""
    program = c_build.build(folder / "says.c")
    assert said(program) == "one\n"
    built = program.stat().st_mtime_ns
    assert c_build.build(folder / "says.c") == program
    assert program.stat().st_mtime_ns == built


def test_a_header_that_has_changed_is_seen(folder: Path) -> None:
    """What a file includes decides about its program as the file does."""
    c_build.build(folder / "says.c")
    (folder / "said.h").write_text('#define SAID "two"\n')
    assert said(c_build.build(folder / "says.c")) == "two\n"


def test_a_header_of_the_library_that_has_changed_is_seen(folder: Path) -> None:
    """What only the library's own files include decides about the program, too."""
    library = folder / "process"
    library.mkdir()
    (library / "process.h").write_text("int process_number(void);\n")
    own = library / "process_own.h"
    own.write_text("enum { NUMBER = 1 };\n")
    code = '#include "process.h"\n#include "process_own.h"\nint process_number(void) '
    (library / "process.c").write_text(code + "{ return NUMBER; }\n")
    counts = folder / "counts.c"
    code = '#include "process.h"\n#include <stdio.h>\nint main(void) '
    counts.write_text(code + '{ return printf("%d\\n", process_number()) != 2; }\n')
    assert said(c_build.build(counts, library)) == "1\n"
    own.write_text("enum { NUMBER = 2 };\n")
    assert said(c_build.build(counts, library)) == "2\n"


def test_a_name_that_looks_like_an_option(folder: Path) -> None:
    """No file name is taken for something else by the compiler."""
    (folder / "-o x.c").write_text("int main(void) { return 0; }\n")
    assert said(c_build.build(Path("-o x.c"))) == ""


@pytest.mark.parametrize(
    ("compiler", "complaint"),
    [
        ("no-such-cc", "no C compiler (no-such-cc is not on PATH)"),
        ("gcc '", "$CC is no command: gcc ': No closing quotation"),
    ],
)
def test_without_a_compiler(
    folder: Path, monkeypatch: pytest.MonkeyPatch, compiler: str, complaint: str
) -> None:
    """The reason is a sentence."""
    monkeypatch.setenv("CC", compiler)
    with pytest.raises(NoCompilerError) as raised:
        c_build.build(folder / "says.c")
    assert complaint in str(raised.value)


@pytest.mark.parametrize(
    ("compiler", "complaint"),
    [
        ("true", "true made no program of it, and gave no reason"),
        ("false", "does not compile: it gave no reason"),
        ("./text", "./text does not run: Exec format error"),
    ],
)
def test_a_compiler_that_is_none(
    folder: Path, monkeypatch: pytest.MonkeyPatch, compiler: str, complaint: str
) -> None:
    """Whatever $CC names, the failure is a sentence."""
    (folder / "text").write_text("no program\n")
    (folder / "text").chmod(0o755)
    monkeypatch.setenv("CC", compiler)
    with pytest.raises(BuildError) as raised:
        c_build.build(folder / "says.c")
    assert complaint in str(raised.value)


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        ("int main(void) { return zero; }", "'zero' undeclared"),
        ("int zero(void); int main(void) { return zero(); }", "zero"),
        ('#include "none.h"', "none.h"),
        ("", "main"),
    ],
)
def test_the_first_complaint_is_given(folder: Path, code: str, complaint: str) -> None:
    """Of what the compiler or the linker says, the line that tells what is wrong."""
    (folder / "errors.c").write_text(code)
    with pytest.raises(BuildError) as raised:
        c_build.build(folder / "errors.c")
    sentence = str(raised.value).replace("\u2018", "'").replace("\u2019", "'")
    assert complaint in sentence.partition("does not compile: ")[2]


def test_a_cache_that_cannot_be_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program is built for this run only, where nobody else can put one."""
    (folder / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "file"))
    program = c_build.build(folder / "says.c")
    assert said(program) == "one\n"
    owner = program.parents[1].stat()
    assert (owner.st_mode & 0o777, owner.st_uid) == (0o700, os.getuid())
