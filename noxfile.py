#!/usr/bin/env -S python3 -m nox -f
# /// script
# dependencies = ["nox"]
# ///
"""Every task of the project: `./nox -l` lists them, `./nox -s NAME` runs one."""

import hashlib
import os
import shutil
import sys
from pathlib import Path

import nox

if sys.platform == "win32":
    raise SystemExit("joinscope: Windows has no fork() or waitpid(): use Linux, macOS or WSL.")

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"
os.environ.setdefault("UV_COMPILE_BYTECODE", "1")  # as pip does: it saves each run half a second

ROOT = Path(__file__).parent.resolve()
if not str(ROOT).isascii() and os.environ.get("LC_ALL") in {"C", "POSIX"}:
    # Before 3.13 Python reads .pth files, which name this folder, in the locale's encoding.
    os.environ["LC_ALL"] = "C.UTF-8"
PACKAGES = ("python", "c_reference", "comparisons")
PLUGIN = "pytest_plugin"  # of pytest, and only for who has that
PICTURE = "comparisons/join.svg"
# What the browser tests take from npm: the checker of accessibility, and Mermaid itself.
NPM = ("axe-core@4.14.1", "mermaid@12.3.0")
# What decides whether the packages must be built again. Python files are read from their place.
INPUTS = (
    "pyproject.toml",
    "*/pyproject.toml",
    "*/*.py",
    "*/binding/*.py",
    "*/binding/*.[ch]",
    "*/process/*.[ch]",
    "*/programs/*.c",
    "*/tracer/**/*.[ch]",
    "*/tracer/**/*.inc",
)


def install(session: nox.Session, *groups: str) -> None:
    """Install the packages, editable, and the dependency groups, unless nothing has changed."""
    files = sorted(path for pattern in INPUTS for path in ROOT.glob(pattern))
    state = hashlib.sha256(repr((ROOT, groups)).encode())
    for file in files:
        state.update(b"%s\0%s\0" % (bytes(file), file.read_bytes()))
    stamp = Path(session.virtualenv.location, "installed")
    if stamp.exists() and stamp.read_text() == state.hexdigest():
        return
    require_toolchain(session)
    packages = (*PACKAGES, PLUGIN) if groups else PACKAGES
    editable = [argument for package in packages for argument in ("-e", f"./{package}")]
    session.install(*editable, *dependencies(*groups))
    sources = [f"{package}/src" for package in packages]
    session.run("python", "-m", "compileall", "-q", *sources, log=False)
    stamp.write_text(state.hexdigest())


def dependencies(*groups: str) -> tuple[str, ...]:
    """The requirements of the root's dependency groups."""
    return nox.project.dependency_groups(nox.project.load_toml(ROOT / "pyproject.toml"), *groups)


def require_toolchain(session: nox.Session) -> None:
    """Say in one sentence what the C side needs, and end with 2, before a build says it worse."""
    check = ("python", "c_reference/binding/toolchain.py")
    missing = session.run(*check, silent=True, log=False, success_codes=[0, 2])
    if missing:
        sys.stderr.write(str(missing))
        raise SystemExit(2)


@nox.session
def compare(session: nox.Session) -> None:
    """Run the article's programs in Python and in C, and judge what is claimed of both."""
    install(session)
    session.chdir(session.invoked_from)  # files are named from there
    session.run("python", "-P", "-m", "joinscope", "compare", *session.posargs)


@nox.session(default=False)
def explain(session: nox.Session) -> None:
    """Show what a program's join() does: -- mine.py, mine.c, or a command after a second --."""
    install(session)
    session.chdir(session.invoked_from)
    session.run("python", "-P", "-m", "joinscope", "explain", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests (-P 3.13 before -s: on another Python)."""
    install(session, "test")
    # They wait more than they work: four at a time keep two cores busy.
    at_once = ("-n", "4", "--dist", "worksteal")
    ours = "not c_strict and not stress and not browser"
    session.run("python", "-m", "pytest", "-m", ours, *at_once, *session.posargs)


@nox.session(default=False)
def lint(session: nox.Session) -> None:
    """Check Python, C, shell and workflow files for style and known mistakes."""
    session.install(*dependencies("lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    sources = [path for package in PACKAGES for path in sorted(Path(package).rglob("*.[ch]"))]
    ours = [str(path) for path in sources if "build" not in path.parts]
    session.run("clang-format", "--dry-run", "-Werror", *ours)
    session.run("shellcheck", "nox", "joinscope", ".ci/run")
    if shutil.which("actionlint"):
        session.run("actionlint", external=True)
    else:
        session.warn("skipped 1 check: no actionlint on PATH for .github/workflows")


@nox.session(default=False)
def types(session: nox.Session) -> None:
    """Check the types of everything that is Python."""
    install(session, "types")
    sources = ("python/src", "comparisons/src", "pytest_plugin/src")
    ours = (*sources, "c_reference", "benchmarks", "tests", "noxfile.py")
    session.run("mypy", *ours)


@nox.session(default=False, venv_backend="none")
def c(session: nox.Session) -> None:
    """Make and run the C programs; needs a C compiler and make, no Python headers."""
    session.run("make", "-C", "c_reference", "run", external=True)


@nox.session(default=False)
def c_strict(session: nox.Session) -> None:
    """Check the C programs with strict warnings, the analyzer, sanitizers and valgrind."""
    install(session, "test")
    session.run("python", "-m", "pytest", "-m", "c_strict and not stress", *session.posargs)


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Measure what it costs: -- NAME for one benchmark, --quick, --json FILE."""
    install(session, "bench")
    session.run("python", "-m", "benchmarks", *session.posargs)


@nox.session(default=False)
def picture(session: nox.Session) -> None:
    """Draw the README's picture anew, from a run."""
    install(session)
    program = ("python", "-P", "-m", "joinscope", "explain", "worker_and_join")
    session.run(*program, "--start-method", "fork", "--format", "svg", "-o", PICTURE)


@nox.session(default=False)
def matrix(session: nox.Session) -> None:
    """Run the catalog on every CPython here, and write comparisons/MATRIX.md anew."""
    install(session)
    where = () if session.posargs else ("-o", "comparisons")
    session.run("python", "-P", "-m", "joinscope", "matrix", *where, *session.posargs)


@nox.session(default=False)
def stress(session: nox.Session) -> None:
    """Run the long proofs: hundreds of recordings, killed and under load (minutes)."""
    install(session, "test")
    session.run("python", "-m", "pytest", "-m", "stress", *session.posargs)


@nox.session(default=False)
def browser(session: nox.Session) -> None:
    """Check the report in Chromium, and its picture as PNG; needs chromium, chromedriver, npm."""
    missing = [tool for tool in ("chromium", "chromedriver", "npm") if not shutil.which(tool)]
    if missing:
        lack = ", ".join(missing)
        sys.stderr.write(
            f"nox: the browser tests need {lack}: apt install chromium chromium-driver npm\n"
        )
        raise SystemExit(2)
    install(session, "browser")
    modules = Path(session.virtualenv.location, "npm")
    stamp = modules / " ".join(NPM)
    if not stamp.exists():
        quiet = ("--silent", "--no-fund", "--no-audit", "--ignore-scripts", "--no-save")
        session.run_install("npm", "install", *quiet, "--prefix", str(modules), *NPM, external=True)
        stamp.touch()
    env = {"NODE_MODULES": str(modules / "node_modules")}
    session.run("python", "-m", "pytest", "-m", "browser", *session.posargs, env=env)


@nox.session(default=False)
def build(session: nox.Session) -> None:
    """Build sdists and wheels into dist/, check them, and try each package alone."""
    require_toolchain(session)
    session.install(*dependencies("build"))
    shutil.rmtree("dist", ignore_errors=True)
    for package in (*PACKAGES, PLUGIN):
        session.run("python", "-m", "build", "--installer", "uv", "--outdir", "dist", package)
    session.run("twine", "check", "--strict", *map(str, Path("dist").iterdir()))
    for command in ("pyjoin", "cjoin", "joinscope --help"):
        name, *arguments = command.split()
        (wheel,) = Path("dist").glob(f"{name}-*.whl")
        session.install("--reinstall", str(wheel))
        session.run("python", "-m", name, *arguments, silent=True)
