"""The report in Chromium: steps are walked by keys, mouse and address, and light up everywhere."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import explanations
import pytest

if TYPE_CHECKING:
    from chromium import Page

pytestmark = pytest.mark.browser
Open = Callable[..., "Page"]
WAIT = {  # the second step of the article's program, and its counterpart
    "lanes": ["2", "2"],
    "python": ["p.join()"],
    "c": ["waitpid(pid, &status, 0);"],
    "details": ["2 join() waits until the worker has ended"] * 2,
    "rows": ["2 join() waits until the worker has ended"],
}


def test_it_needs_nothing_and_complains_of_nothing(report: Open) -> None:
    """Nothing but the file is asked for, and the console stays empty."""
    page = report(explanations.article())
    page.press("tab", "tab")
    page.click("[data-do=next]")
    assert page.complaints() == []
    asked = [url for url in page.requests() if not url.startswith("data:")]
    assert {url.partition(":")[0] for url in asked} == {"file"}
    assert len({url.partition("#")[0] for url in asked}) == 1


def test_a_request_or_a_complaint_would_be_noticed(page: "Page", report: Open) -> None:
    """What the test above looks at is filled where a page does what the report must not."""
    report(explanations.article())
    page.requests()
    page.run("document.body.append(Object.assign(new Image(), {src: 'file:///no/such.png'}))")
    page.eventually("document.images[0].complete")
    page.run("setTimeout(() => { throw new Error('oh') }); console.error('no')")
    page.eventually("new Promise((done) => setTimeout(() => done(true)))")
    assert any("Content Security Policy" in line for line in page.complaints())


def test_a_step_lights_up_everywhere(report: Open) -> None:
    """A step in the address is lit in lanes, both sources, chains and the table."""
    assert report(explanations.article(), step="worker_and_join-fork-2").lit() == WAIT


@pytest.mark.parametrize(
    "selector",
    [
        ".lanes a.step[href='#worker_and_join-fork-2'] .number",
        ".python .code .chip[href='#worker_and_join-fork-2']",
        ".c .code .chip[href='#worker_and_join-fork-2']",
        "#worker_and_join-fork-2 td",
    ],
)
def test_a_click_chooses_the_step_and_its_counterpart(report: Open, selector: str) -> None:
    """Whatever shows the step can be clicked, and the other language lights up too."""
    page = report(explanations.article())
    assert page.lit() != WAIT
    page.click(selector)
    assert page.lit() == WAIT
    assert page.run("return location.hash") == "#worker_and_join-fork-2"


def test_a_line_of_source_chooses_its_step(report: Open) -> None:
    """A click on the text of a line does, too."""
    page = report(explanations.article())
    page.click(".c .code li:nth-child(14) code")
    assert page.lit() == WAIT


@pytest.mark.parametrize("where", [".lanes a.step[tabindex='0']", "tbody a.step"])
def test_keys_walk_the_steps(report: Open, where: str) -> None:
    """Arrows, Home and End move the choice and the focus, in the lanes and in the table."""
    page = report(explanations.article())
    page.run(f"document.querySelector({where!r}).focus()")

    def at() -> tuple[str, list[str]]:
        focused = page.run(
            """const at = document.activeElement;
            return at.closest('tr, svg').tagName + at.getAttribute('href');"""
        )
        return focused, page.lit()["rows"]

    _, first = at()
    page.press("arrow_right", "arrow_down")
    kind = "svg" if "lanes" in where else "TR"
    assert at() == (f"{kind}#worker_and_join-fork-3", ["3 the worker begins"])
    page.press("arrow_left", "arrow_up")
    assert at() == (f"{kind}#worker_and_join-fork-1", first)
    page.press("end")
    assert at() == (f"{kind}#worker_and_join-fork-9", ["9 the parent ends"])
    page.press("arrow_right")
    assert at() == (f"{kind}#worker_and_join-fork-9", ["9 the parent ends"])
    page.press("home")
    assert at() == (f"{kind}#worker_and_join-fork-1", first)


def test_tab_walks_the_table(report: Open) -> None:
    """Tab goes from step to step, each one is chosen, and Tab leads out again."""
    page = report(explanations.article())
    page.run("document.querySelector('tbody a.step').focus()")
    for number in range(1, 10):
        assert [row.split()[0] for row in page.lit()["rows"]] == [str(number)]
        page.press("tab")
    assert page.run("return document.activeElement.closest('table')") is None


def test_all_that_can_be_done_can_be_reached_with_tab(report: Open) -> None:
    """From the top: skip link, theme, what is below, start method, lanes, processes, buttons."""
    page = report(explanations.article())
    reached = []
    for _ in range(14):
        page.press("tab")
        reached.append(
            page.run(
                """const at = document.activeElement;
                return at.dataset.do ?? at.className.baseVal
                    ?? (at.className || at.name || at.getAttribute("href") || at.textContent);"""
            )
        )
    assert reached[:8] == [
        "skip",
        "theme",
        "#worker_and_join-lesson",
        "#worker_and_join-claims",
        "#reading",
        "worker_and_join-method",
        "lanesbox",
        "step lit",
    ]
    assert reached[8:10] == ["Processes of Python fork", "Processes of C fork"]
    assert reached[10:14] == ["previous", "play", "next", "stage"]


def test_the_address_can_be_changed(report: Open) -> None:
    """Another step in the address is shown, under its start method."""
    page = report(explanations.article())
    page.run("location.hash = '#worker_and_join-spawn-5'")
    page.eventually("!document.querySelector('#worker_and_join-spawn').hidden")
    assert page.lit()["rows"] == ["5 sleeps 2 s"]
    assert page.run("return document.querySelector('.choice :checked').value") == "spawn"


def test_a_start_method_is_chosen_and_the_step_is_kept(report: Open) -> None:
    """The same step of another start method is shown, and only that one."""
    page = report(explanations.article(), step="worker_and_join-fork-7")
    page.click("input[value=forkserver]")
    shown = page.run(
        "return [...document.querySelectorAll('[data-pair]:not([hidden])')].map(p => p.id)"
    )
    assert shown == ["worker_and_join-forkserver"]
    assert page.run("return location.hash") == "#worker_and_join-forkserver-7"


def test_a_version_is_chosen(report: Open) -> None:
    """Where several versions were recorded, one is shown beside C at a time."""
    page = report(explanations.versions())
    page.click("input[value='CPython 3.14.0']")
    headings = """return [...document.querySelectorAll("[data-pair]:not([hidden]) .half > .side")]
        .map((heading) => heading.textContent)"""
    assert page.run(headings) == ["Python fork CPython 3.14.0", "C fork cc 12.2.0"]


def test_stepping_through(report: Open) -> None:
    """On stage the future is covered; keys go on and back, and Escape leaves."""
    page = report(explanations.article())
    covered = """return Number(
        document.querySelector("[data-pair]:not([hidden]) .cover").getAttribute("width"))"""
    assert page.run(covered) < 30
    page.click("[data-do=stage]")
    assert not page.run("return document.querySelector('.onstage .steps').checkVisibility()")
    before = page.run(covered)
    page.press("arrow_right", "arrow_right", "arrow_right")
    assert page.lit()["rows"] == ['4 prints "Starting worker"']
    chips = """return [...document.querySelectorAll(".onstage .python .chip")]
        .filter((chip) => chip.checkVisibility({visibilityProperty: true}))
        .map((chip) => chip.textContent)"""
    assert page.run(chips) == ["3", "4", "1", "2"]
    assert before > page.run(covered) > 0
    page.press("end")
    assert page.run(covered) < 30
    page.press("home", "escape")
    assert page.run("return document.querySelector('.onstage')") is None
    assert page.run("return document.querySelector('.steps').checkVisibility()")


def test_an_audience_is_asked_first(report: Open) -> None:
    """With `ask first` a key press asks, and the next one answers."""
    page = report(explanations.article())
    page.click("[data-do=stage]")
    page.click("[data-do=predict]")
    page.run("document.activeElement.blur()")
    caption = "return document.querySelector('.onstage .player .caption').textContent"
    page.press("arrow_right")
    assert page.run(caption).startswith("What happens next")
    assert not page.run(
        """return document.querySelector(".onstage .what")
            .checkVisibility({visibilityProperty: true})"""
    )
    page.press("arrow_right")
    assert page.run(caption) == "2 of 9: join() waits until the worker has ended"


def test_it_plays(report: Open) -> None:
    """Play goes from step to step by itself until it is paused or at the end."""
    page = report(explanations.article())
    page.run("const real = setInterval; window.setInterval = (what) => real(what, 20)")
    page.click("[data-do=play]")
    page.eventually("document.querySelector('tr.lit')?.dataset.number === '9'")
    page.eventually("document.querySelector('[data-do=play]').textContent === 'Play'")


def test_it_pauses(report: Open) -> None:
    """A second click on the button stops it where it is."""
    page = report(explanations.article())
    page.click("[data-do=play]")
    assert page.run("return document.querySelector('[data-do=play]').textContent") == "Pause"
    page.click("[data-do=play]")
    assert page.run("return document.querySelector('[data-do=play]').ariaPressed") == "false"
    assert page.lit()["rows"][0].startswith("1 ")


def test_several_comparisons_in_one_report(report: Open) -> None:
    """Each has its own steps and controls, and what is done in one leaves the other alone."""
    page = report(explanations.article(), explanations.article(), step="worker_and_join_2-fork-3")
    lit = """return [...document.querySelectorAll("tr.lit")]
        .filter((row) => row.checkVisibility()).map((row) => row.id)"""
    assert page.run(lit) == ["worker_and_join-fork-1", "worker_and_join_2-fork-3"]
    page.click("#worker_and_join_2 input[value=spawn]")
    assert page.run(lit) == ["worker_and_join-fork-1", "worker_and_join_2-spawn-3"]
    assert page.run("return document.querySelectorAll('nav a').length") == 2


def test_what_a_program_printed_is_shown_as_text(report: Open) -> None:
    """No markup and no script in it comes alive, wherever it is shown."""
    page = report(explanations.hostile())
    page.click("[data-do=next]")
    assert page.complaints() == []
    assert page.run("return document.querySelectorAll('script').length") == 1
    assert page.run("return document.images.length") == 0
    assert page.run("return document.title").startswith("<script>document.title")
    text = page.run("return document.body.innerText")
    for part in ("<script>", "]]><img src=x", "\\x1b[31mred", "\\u202egnirts \\x00", "{{ 7 * 7 }}"):
        assert part in text
    assert "\x1b" not in text


def test_a_thousand_workers_answer_at_once(report: Open) -> None:
    """A key press is handled, and the page laid out again, within 200 ms."""
    page = report(explanations.many())
    page.run("document.querySelector('tbody a.step').focus()")
    times = page.run(
        """const times = [];
        for (let press = 0; press < 20; press++) {
            const start = performance.now();
            document.activeElement.dispatchEvent(
                new KeyboardEvent("keydown", {key: "ArrowDown", bubbles: true}));
            document.body.getBoundingClientRect();
            times.push(performance.now() - start);
        }
        return times;"""
    )
    assert page.lit()["rows"][0].startswith("21 ")
    assert sorted(times)[len(times) // 2] < 200
