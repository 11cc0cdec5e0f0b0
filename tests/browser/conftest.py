"""One browser for all tests of this folder."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from joinscope.explanation.model import Explanation
from joinscope.render.html.report import html
from joinscope.schedules.claim_attacks import ClaimAttack

if TYPE_CHECKING:
    from chromium import Page

Open = Callable[..., "Page"]


@pytest.fixture(autouse=True)
def leaves_nothing_behind() -> None:
    """One browser serves all tests of this folder, so it outlives each of them."""


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Page]":
    """The browser; its last process has ended when the tests have."""
    from chromium import chromium  # noqa: PLC0415 - what drives it is there for these tests only

    with chromium(tmp_path_factory.mktemp("profile")) as found:
        yield found
    with suppress(ChildProcessError):  # this process adopts what is orphaned
        while os.waitpid(-1, 0):
            pass


@pytest.fixture
def page(browser: "Page") -> "Page":
    """An empty page, as a reader's browser shows it."""
    browser.reset()
    return browser


@pytest.fixture
def report(page: "Page", tmp_path: Path) -> Open:
    """Opens the report of explanations at a step."""

    def opened(
        *explanations: Explanation, step: str = "", attacks: Sequence[ClaimAttack] = ()
    ) -> "Page":
        file = tmp_path / "a report, naïve.html"
        file.write_text(html(explanations, [attacks] * len(explanations)), "utf-8")
        page.load(file, step)
        return page

    return opened


@pytest.fixture
def modules() -> Path:
    """Where npm has put its packages."""
    return Path(os.environ["NODE_MODULES"])
