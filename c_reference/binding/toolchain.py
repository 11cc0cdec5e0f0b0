"""Says what is missing to build the C side, before the compiler says it worse.

`python toolchain.py` prints one sentence and exits with 2 when something is missing.
"""

import os
import shlex
import shutil
import subprocess
import sys
import sysconfig


def compiler() -> list[str]:
    """The C compiler's command: $CC, else what this Python was built with, else cc."""
    if os.environ.get("CC"):
        try:
            return shlex.split(os.environ["CC"])
        except ValueError:  # a quotation without its end
            return [os.environ["CC"]]
    built_with = shlex.split(sysconfig.get_config_var("CC") or "cc")
    return built_with if shutil.which(built_with[0]) else ["cc"]


def can_include(cc: list[str], header: str) -> bool:
    """Whether the preprocessor finds the header where the build will look for it."""
    include = [f"-I{sysconfig.get_path(kind)}" for kind in ("include", "platinclude")]
    try:
        done = subprocess.run(
            [*cc, *include, "-E", "-x", "c", "-", "-o", os.devnull],
            input=f"#include <{header}>\n".encode(),
            capture_output=True,
            check=False,
        )
    except OSError:  # it is no program that runs here
        return False
    return done.returncode == 0


def missing() -> str | None:
    """What keeps the extensions from being built, and what brings it; None if nothing does."""
    version = "{}.{}".format(*sys.version_info)
    if sys.platform == "win32":
        return "Windows has no fork() or waitpid(): use Linux, macOS or WSL."
    cc = compiler()
    if shutil.which(cc[0]) is None:
        return (
            f"no C compiler ({cc[0]} is not on PATH): install one (Debian and Ubuntu: "
            "apt install gcc libc6-dev; Fedora: dnf install gcc; macOS: xcode-select --install) "
            "or name it in $CC."
        )
    for header in ("stdio.h", *(["linux/seccomp.h"] if sys.platform == "linux" else [])):
        if not can_include(cc, header):
            return (
                f"{cc[0]} finds no <{header}>: install the system's headers (Debian and Ubuntu: "
                "apt install libc6-dev; Alpine: apk add musl-dev linux-headers; "
                "macOS: xcode-select --install)."
            )
    if not can_include(cc, "Python.h"):
        return (
            f"no Python.h in {sysconfig.get_path('include')}: install the headers of "
            f"Python {version} (Debian and Ubuntu: apt install python{version}-dev; "
            f"Fedora: dnf install python{version}-devel)."
        )
    return None


if __name__ == "__main__":
    sentence = missing()
    if sentence:
        print(f"joinscope: {sentence}")
        raise SystemExit(2)
