"""What is asked for: by options, by the configuration, and by markers."""

import math
import os
from contextlib import suppress

import pytest

MARKER = "joinscope"
# How long before the limit of another plugin, which may end the whole run, the picture is drawn.
MOST_EARLY, SHARE_EARLY = 10.0, 0.3  # seconds; of the limit


def add_options(parser: pytest.Parser) -> None:
    """The options, and their names in the configuration."""
    group = parser.getgroup("joinscope", "processes that hang or stay (joinscope)")
    group.addoption(
        "--joinscope-timeout",
        type=float,
        metavar="SECONDS",
        help="Fail a test that takes longer, and tell who waits for whom in it; 0: never.",
    )
    group.addoption(
        "--joinscope-leaks",
        choices=("fail", "off"),
        help="What to do with a test that leaves a process behind; default: fail.",
    )
    parser.addini("joinscope_timeout", "As --joinscope-timeout.", default="0")
    parser.addini("joinscope_leaks", "As --joinscope-leaks.", default="fail")


def fails_at_leaks(item: pytest.Item) -> bool:
    """Whether a test must not leave a process behind."""
    asked = _marked(item, "leaks")
    if asked is not None:
        return bool(asked)
    option = item.config.getoption("--joinscope-leaks") or item.config.getini("joinscope_leaks")
    return bool(option != "off")


def seconds_of(item: pytest.Item) -> float | None:
    """After how many seconds a test is taken to hang; None: never."""
    found = [each for each in (_own(item), *_others(item)) if each is not None and each > 0]
    return min(found, default=None)


def _own(item: pytest.Item) -> float | None:
    marker = item.get_closest_marker(MARKER)
    if marker is not None and "timeout" in marker.kwargs:
        asked = marker.kwargs["timeout"]
        return (
            None
            if asked is None
            else _asked_for(asked, f"{item.nodeid}: joinscope(timeout={asked})")
        )
    option = item.config.getoption("--joinscope-timeout")
    if option is not None:
        return _asked_for(option, f"--joinscope-timeout {option}")
    configured = item.config.getini("joinscope_timeout")
    return _asked_for(configured, f"joinscope_timeout = {configured}")


def _asked_for(value: object, text: str) -> float:
    seconds = _seconds(value)
    if seconds is None or not 0 <= seconds < math.inf:
        raise pytest.UsageError(f"{text}: it is a number of seconds, 0 for no limit")
    return seconds


def _others(item: pytest.Item) -> list[float | None]:
    """The limits of pytest-timeout and of faulthandler_timeout, a moment earlier."""
    marker = item.get_closest_marker(MARKER)
    if marker is not None and "timeout" in marker.kwargs and marker.kwargs["timeout"] is None:
        return []
    found = [_seconds(item.config.getini("faulthandler_timeout"))]
    if item.config.pluginmanager.hasplugin("timeout"):
        found.append(_of_pytest_timeout(item))
    return [None if each is None else each - min(MOST_EARLY, SHARE_EARLY * each) for each in found]


def _of_pytest_timeout(item: pytest.Item) -> float | None:
    """By its marker, its option, its variable or the configuration: the first of them."""
    marker = item.get_closest_marker("timeout")
    if marker is not None:
        return _seconds(marker.kwargs.get("timeout", marker.args[0] if marker.args else None))
    option = item.config.getoption("timeout", None)
    if option is not None:
        return _seconds(option)
    return _seconds(os.environ.get("PYTEST_TIMEOUT") or item.config.getini("timeout"))


def _seconds(value: object) -> float | None:
    with suppress(TypeError, ValueError):
        return float(str(value))
    return None


def _marked(item: pytest.Item, name: str) -> object:
    marker = item.get_closest_marker(MARKER)
    return None if marker is None else marker.kwargs.get(name)
