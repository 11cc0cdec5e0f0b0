"""How the report looks in Chromium: accessible, light and dark, printed, at every width."""

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import explanations
import pytest

if TYPE_CHECKING:
    from chromium import Page

pytestmark = pytest.mark.browser
Open = Callable[..., "Page"]
WIDTHS = (320, 480, 800, 1280, 1920, 3840)
OVERFLOW = """
const wide = document.documentElement.scrollWidth - innerWidth;
const scrolls = (e) => e.closest(".lanesbox, .tablebox, .code, pre, .skip");
const out = [...document.querySelectorAll("main *, header *")].filter((e) => {
    const box = e.getBoundingClientRect();
    return box.width && !scrolls(e.parentElement) && !e.closest(".skip")
        && (box.right > innerWidth + 1 || box.left < -1);
});
return [Math.max(wide, 0), out.map((e) => e.className || e.tagName)];"""
# Parts that follow each other or stand beside each other, two by two.
OVERLAP = """
const parts = [...document.querySelectorAll(
    ".title, .running, .teaches, .lead, .choice, .pairname, .lanesbox, .legend, .half > .side, "
    + "figure, .detail, .steps, .join, .printed, .claims li, .lesson > *, .glossary > div")]
    .filter((e) => e.checkVisibility());
const boxes = parts.map((e) => e.getBoundingClientRect());
const found = [];
for (let i = 0; i < parts.length; i++) for (let j = i + 1; j < parts.length; j++) {
    if (parts[i].contains(parts[j])) continue;
    const a = boxes[i], b = boxes[j];
    if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1) {
        found.push([parts[i], parts[j]].map((e) => e.className || e.tagName).join(" / "));
    }
}
return found;"""
# Numbers of steps, and labels of segments and ticks, must not cover each other.
CROWDED = """
const found = [];
for (const kind of [".pin", ".in", ".tick"])
for (const svg of document.querySelectorAll("svg.lanes")) {
    const boxes = [...svg.querySelectorAll(kind)].map((e) => e.getBoundingClientRect());
    boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => {
        if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
            && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1) found.push(kind);
    }));
}
return found;"""


def violations(page: "Page", modules: Path) -> list[Any]:
    """What axe-core finds, with the elements."""
    page.library(modules / "axe-core" / "axe.min.js")
    found: list[Any] = page.run(
        """return axe.run(document, {preload: false, resultTypes: ["violations"]}).then((found) =>
            found.violations.map((rule) => [rule.id, rule.nodes.map((node) => node.html)]));"""
    )
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["article", "many", "hostile"])
def test_axe_finds_no_violation(report: Open, modules: Path, name: str, scheme: str) -> None:
    """Nothing that axe-core knows stands in a reader's way, in light and in dark, on stage too."""
    page = report(getattr(explanations, name)())
    page.media(prefers_color_scheme=scheme, prefers_reduced_motion="reduce")
    assert violations(page, modules) == []
    page.click("[data-do=stage]")
    assert violations(page, modules) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_attack_is_opened_by_keys(report: Open, modules: Path, scheme: str) -> None:
    """Its button stands beside the claim; what it shows is accessible, and overflows nowhere."""
    page = report(explanations.article(), attacks=explanations.attacks())
    page.media(prefers_color_scheme=scheme, prefers_reduced_motion="reduce")
    opened = "return [...document.querySelectorAll('.attack, .attack details')].map((e) => e.open)"
    assert page.run(opened) == [False, False]
    page.run("document.querySelector('.attack > summary').focus()")
    page.press("enter", "tab", "enter")
    assert page.run(opened) == [True, True]
    assert page.run("return document.querySelector('.attack .bar.held').checkVisibility()")
    assert violations(page, modules) == []
    for width in (320, 1280, 3840):
        page.size(width, width)
        assert page.run(OVERFLOW) == [0, []]
        assert page.run(CROWDED) == []


def test_axe_finds_what_is_wrong(report: Open, modules: Path) -> None:
    """A name taken away and a colour too pale are found, so the test above can fail."""
    page = report(explanations.article())
    page.run("document.querySelector('[data-do=previous]').ariaLabel = ''")
    page.run("document.querySelector('[data-do=previous]').textContent = ''")
    page.run("document.querySelector('.lead').style.color = '#ccc'")
    assert {rule for rule, _ in violations(page, modules)} == {"button-name", "color-contrast"}


@pytest.mark.parametrize(
    ("name", "width"),
    [*(("article", width) for width in WIDTHS), *product(("many", "hostile"), (320, 1280, 3840))],
)
def test_nothing_overflows_or_overlaps(report: Open, name: str, width: int) -> None:
    """From a phone to 4K the page is as wide as the window, and its parts stand apart."""
    page = report(getattr(explanations, name)())
    page.size(width, width * 9 // 16 + 400)
    assert page.run(OVERFLOW) == [0, []]
    assert page.run(OVERLAP) == []
    assert page.run(CROWDED) == []


def test_the_first_screen_has_the_whole_picture(report: Open) -> None:
    """At 1280 x 800 the title, the answer and every lane are seen before anything is scrolled."""
    page = report(explanations.article())
    page.size(1280, 800)
    below = """
        const seen = [".title", ".teaches", "svg.lanes"].map((e) => document.querySelector(e));
        return Math.max(...seen.map((e) => e.getBoundingClientRect().bottom)) - innerHeight;"""
    assert page.run(below) < 0
    page.size(1280, 600)
    assert page.run(below) > 0


def test_an_overlap_would_be_noticed(report: Open) -> None:
    """What is pushed over its neighbour or out of the window is found."""
    page = report(explanations.article())
    page.run("document.querySelector('.legend').style.marginTop = '-4rem'")
    page.run("document.querySelector('.lead').style.width = '200vw'")
    page.run("document.querySelector('.lead').style.maxWidth = 'none'")
    page.run(
        "const pins = document.querySelectorAll('.pin');"
        "pins[1].setAttribute('cx', pins[0].getAttribute('cx'))"
    )
    assert page.run(OVERLAP) != []
    assert page.run(OVERFLOW)[1] != []
    assert page.run(CROWDED) == [".pin"]


def paper(page: "Page") -> str:
    found: str = page.run("return getComputedStyle(document.body).backgroundColor")
    return found


def test_dark_follows_the_system_and_the_switch(report: Open) -> None:
    """The system's choice is taken, until a reader takes another."""
    page = report(explanations.article())
    page.media(prefers_color_scheme="light")
    light = paper(page)
    page.media(prefers_color_scheme="dark")
    dark = paper(page)
    assert light != dark
    page.click(".theme")
    assert paper(page) == light
    page.click(".theme")
    assert paper(page) == dark
    page.media(prefers_color_scheme="light")
    assert paper(page) == dark


def test_print_shows_all_and_no_controls(report: Open) -> None:
    """On paper: every start method, each step's chain, whole sources, no buttons; it is light."""
    page = report(explanations.article())
    seen = """return (selector) => [...document.querySelectorAll(selector)].filter(
        (e) => e.checkVisibility()).length"""
    counts = f"const seen = (() => {{ {seen} }})(); return arguments[0].map(seen)"
    parts = ["[data-pair]", ".detail", ".player", ".theme", ".choice"]
    assert page.run(counts, parts) == [1, 2, 1, 1, 1]
    page.media("print", prefers_color_scheme="dark")
    assert page.run(counts, parts) == [3, 3 * 2 * 9, 0, 0, 0]
    assert paper(page) == "rgb(255, 255, 255)"
    hidden = """return [...document.querySelectorAll(".code, .lanesbox, .tablebox")].filter(
        (e) => e.scrollHeight > e.clientHeight + 2 || e.scrollWidth > e.clientWidth + 2).length"""
    page.size(800, 1100)
    assert page.run(hidden) == 0


def test_motion_is_left_out_where_it_is_not_wanted(report: Open) -> None:
    """The cover moves at once for whoever asked for less motion."""
    page = report(explanations.article())
    moving = "return getComputedStyle(document.querySelector('.cover')).transitionDuration"
    page.media(prefers_reduced_motion="no-preference")
    assert page.run(moving) != "0s"
    page.media(prefers_reduced_motion="reduce")
    assert page.run(moving) == "0s"


def test_it_is_readable_without_a_script(page: "Page", report: Open) -> None:
    """Where scripts do not run, every start method and every step is there to read."""
    page.command("Emulation.setScriptExecutionDisabled", value=True)
    report(explanations.article())
    shown = page.driver.find_elements("css selector", "[data-pair], .detail")
    assert sum(each.is_displayed() for each in shown) == 3 + 3 * 2 * 9
