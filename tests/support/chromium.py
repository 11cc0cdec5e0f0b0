"""Chromium, driven: a page is loaded from a file, and all that it logs or asks for is kept."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.keys import Keys

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--allow-file-access-from-files",
)


class Page:
    """What a reader does in the browser, and what is to be seen then."""

    def __init__(self, driver: Chrome) -> None:
        self.driver = driver

    def load(self, file: Path, step: str = "") -> None:
        """Open a file, at a step of it."""
        self.driver.get("about:blank")
        self.complaints()
        self.requests()
        self.driver.get(file.as_uri() + (f"#{step}" if step else ""))

    def reset(self) -> None:
        """As it was in the beginning, without the page that it shows."""
        self.command("Emulation.clearDeviceMetricsOverride")
        self.command("Emulation.setScriptExecutionDisabled", value=False)
        self.media()

    def run(self, script: str, *arguments: object) -> Any:
        """The value of a JavaScript function's body."""
        return self.driver.execute_script(script, *arguments)

    def library(self, file: Path) -> None:
        """Run a script file as if the page had loaded it."""
        self.command("Runtime.evaluate", expression=file.read_text("utf-8"))

    def eventually(self, script: str, *arguments: object) -> Any:
        """The first true value of an expression; the driver ends a wait that takes too long."""
        return self.driver.execute_async_script(
            f"""const [...given] = arguments, done = given.pop();
            const look = () => {{
                const found = ({script});
                found ? done(found) : setTimeout(look, 20);
            }};
            look();""",
            *arguments,
        )

    def press(self, *keys: str) -> None:
        """Press keys where the focus is."""
        for key in keys:
            self.driver.switch_to.active_element.send_keys(getattr(Keys, key.upper(), key))

    def click(self, selector: str) -> None:
        """Click what a selector finds first."""
        self.driver.find_element("css selector", selector).click()

    def command(self, name: str, **parameters: object) -> Any:
        """A command of the DevTools protocol."""
        return self.driver.execute_cdp_cmd(name, parameters)

    def size(self, width: int, height: int) -> None:
        """Make the window's inside this large."""
        self.command(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def media(self, media: str = "", **features: str) -> None:
        """Show the page as it is for print, for dark and so on."""
        named = [
            {"name": name.replace("_", "-"), "value": value} for name, value in features.items()
        ]
        self.command("Emulation.setEmulatedMedia", media=media, features=named)

    def complaints(self) -> list[str]:
        """What the console has got since last asked, errors of the page included."""
        return [entry["message"] for entry in self.driver.get_log("browser")]  # type: ignore[no-untyped-call]

    def requests(self) -> list[str]:
        """The addresses that were asked for since last asked."""
        log = self.driver.get_log("performance")  # type: ignore[no-untyped-call]
        messages = [json.loads(entry["message"])["message"] for entry in log]
        return [
            message["params"]["request"]["url"]
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
        ]

    def lit(self) -> dict[str, list[str]]:
        """The texts of what is lit up, by the part of the page that it is in."""
        found: dict[str, list[str]] = self.run(
            """const pair = [...document.querySelectorAll("[data-pair]")].find((p) => !p.hidden);
            const texts = (selector) => [...pair.querySelectorAll(selector)].map(
                (each) => each.textContent.trim().replace(/\\s+/g, " "));
            return {
                lanes: texts(".lanes a.lit .number"),
                python: texts(".python .code .lit code"),
                c: texts(".c .code .lit code"),
                details: texts(".detail:not([hidden]) .what"),
                rows: texts("tr.lit th"),
            };"""
        )
        return found


@contextmanager
def chromium(profile: Path) -> Iterator[Page]:
    """A browser with a profile of its own; it has ended afterwards."""
    options = ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    # No look-up of a driver, which may ask the network.
    service = ChromeService(shutil.which("chromedriver"), env={**os.environ, "SE_OFFLINE": "true"})
    driver = Chrome(options=options, service=service)
    driver.set_script_timeout(60)
    try:
        yield Page(driver)
    finally:
        driver.quit()
