"""Building C files into programs, once."""

import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
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


BUILDS = """
import os, subprocess
from pathlib import Path
from joinscope.programs.c_build import build
program = build(Path("says.c"))
owner = program.parents[1].stat()
print(program, oct(owner.st_mode & 0o777), owner.st_uid == os.geteuid(), flush=True)
subprocess.run([program], check=True)
"""


def built_elsewhere(cache: Path) -> Path:
    """The program that another process builds with this cache, and is gone with it."""
    done = subprocess.run(
        [sys.executable, "-c", BUILDS],
        env={**os.environ, "XDG_CACHE_HOME": str(cache)},
        capture_output=True,
        text=True,
        check=True,
    )
    place, said_ = done.stdout.splitlines()
    program, *owner = place.rsplit(maxsplit=2)
    assert (owner, said_) == (["0o700", "True"], "one")
    return Path(program)


def test_a_cache_that_cannot_be_written(folder: Path) -> None:
    """A program is built for this run only, where nobody else can put one; then it is gone."""
    (folder / "file").touch()
    program = built_elsewhere(folder / "file")
    assert folder not in program.parents
    assert not program.parents[1].exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to make a folder of another user's")
def test_a_cache_of_another_user(folder: Path) -> None:
    """Nothing is taken from there or put there."""
    cache = folder / "shared" / "joinscope"
    cache.mkdir(parents=True)
    os.chown(cache, 65534, 65534)
    program = built_elsewhere(cache.parent)
    assert cache not in program.parents
    assert list(cache.iterdir()) == []


def test_a_cache_that_all_may_write(folder: Path) -> None:
    """The user's own folder is closed to others."""
    cache = folder / "open" / "joinscope"
    cache.mkdir(parents=True)
    cache.chmod(0o777)
    assert cache in built_elsewhere(cache.parent).parents


def cut(program: Path) -> None:
    program.write_bytes(program.read_bytes()[:-1])


def another(program: Path) -> None:
    program.write_text("#!/bin/sh\necho planted\n")


def link(program: Path) -> None:
    program.rename(program.with_name("moved"))
    program.symlink_to("moved")


def writable(program: Path) -> None:
    program.chmod(0o722)


def folder_writable(program: Path) -> None:
    program.parent.chmod(0o722)


def without_digest(program: Path) -> None:
    program.with_name("says.sha256").unlink()


def no_digest(program: Path) -> None:
    program.with_name("says.sha256").write_bytes(b"\xff")


def foreign(program: Path) -> None:
    os.chown(program, 65534, 65534)


def a_file(program: Path) -> None:
    shutil.rmtree(program.parent)
    program.parent.touch()


@pytest.mark.parametrize(
    "change",
    [
        *(cut, another, link, writable, folder_writable, without_digest, no_digest, a_file),
        pytest.param(foreign, marks=pytest.mark.skipif(os.geteuid() != 0, reason="needs root")),
    ],
)
def test_what_is_not_as_it_was_made(folder: Path, change: Callable[[Path], None]) -> None:
    """A program in the cache that is another, or could be, is never executed: it is made anew."""
    program = c_build.build(folder / "says.c")
    before = program.lstat()
    change(program)
    assert said(c_build.build(folder / "says.c")) == "one\n"
    assert program.is_file()
    after = program.lstat()  # a new file may get the number of one that was removed
    assert (after.st_ino, after.st_ctime_ns) != (before.st_ino, before.st_ctime_ns)
    assert {each.name for each in program.parents[1].iterdir()} == {program.parent.name, "lock"}


def test_builders_put_a_program_in_its_place_one_by_one(folder: Path) -> None:
    """Else one that found none would move away what another has made meanwhile."""
    (folder / "cache" / "joinscope").mkdir(parents=True, mode=0o700)
    code = "from pathlib import Path; from joinscope.programs import c_build; "
    code += "print(c_build.build(Path('says.c')))"
    with (folder / "cache" / "joinscope" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        builder = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        waits = re.compile(rf"-> FLOCK .* {builder.pid} ")
        while not waits.search(Path("/proc/locks").read_text()):
            assert builder.poll() is None, "it did not wait"
    assert said(Path(builder.communicate()[0].strip())) == "one\n"
