"""The plugin: a test that hangs is failed with who waits for whom, one that leaks with what."""

import os
import sys
import threading
import time
from collections.abc import Generator

import pytest

from pytest_joinscope import leaks, settings, started
from pytest_joinscope.watch import Watch

LEAST = 1.0  # seconds for a phase of a test that has used up its time


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of the command line and of the configuration."""
    settings.add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Take the tests over, on Linux."""
    config.addinivalue_line(
        "markers",
        "joinscope(timeout=SECONDS, leaks=False): the time of this test, None for none; "
        "leaks=False lets it leave processes behind (pytest-joinscope)",
    )
    if sys.platform == "linux":
        config.pluginmanager.register(Processes(), "joinscope-processes")


class Processes:
    """The processes of the tests: what each starts, how long it takes, and what it leaves."""

    def __init__(self) -> None:
        self._watch: Watch | None = None
        self._before: list[int] = []
        self._kept: set[int] = set()
        self._due = 0.0
        self._status = 0
        started.install()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None]:
        """A test begins, and with it its time."""
        started.forget()
        self._before, self._kept = leaks.descendants(), set()
        seconds = settings.seconds_of(item)
        self._due = 0.0 if seconds is None else time.monotonic() + seconds
        if self._watch is not None:
            self._watch.begin()
        yield from self._phase(item)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None]:
        """The test itself."""
        yield from self._phase(item)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None]:
        """The end of a test, and what it has left."""
        try:
            yield from self._phase(item)
        except (Exception, pytest.fail.Exception) as error:  # the latter is none of the former
            if text := self._left(item):
                error.add_note(text)
            raise
        if text := self._left(item):
            pytest.fail(text, pytrace=False)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[object]
    ) -> Generator[None, object, object]:
        """What a fixture for several tests starts outlives the first of them."""
        if fixturedef.scope == "function":
            return (yield)
        before = leaks.descendants()
        try:
            return (yield)
        finally:
            self._kept |= set(leaks.descendants()) - set(before)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """How the run has ended."""
        self._status = int(exitstatus)

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        """End the watcher; and this process, if a thread that hangs would keep it from its end."""
        if self._watch is None:
            return
        self._watch.close()
        if self._watch.hung and _threads_stay():
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(self._status)

    def _phase(self, item: pytest.Item) -> Generator[None]:
        if not self._due:
            yield
            return
        if self._watch is None:
            self._watch = Watch()
            self._before = leaks.descendants()  # the watcher too, if this process adopts orphans
        seconds = max(LEAST, self._due - time.monotonic())
        with self._watch.phase(item.nodeid, seconds, [*self._before, *self._kept]):
            yield

    def _left(self, item: pytest.Item) -> str:
        """What a test has left behind, which is ended here; empty if nothing, or if it may."""
        allowed = {*self._before, *self._kept}
        if not settings.fails_at_leaks(item) or not leaks.come_since(allowed, os.getpid()):
            return ""
        found = leaks.left_behind(allowed)
        if not found:
            return ""
        text = leaks.description(found)
        leaks.kill(found)
        if self._watch is not None and self._watch.has_failed(item.nodeid):
            return ""  # they are what was killed as it hung
        return text


def _threads_stay() -> bool:
    """Whether Python would wait for a thread before it ends."""
    main = threading.main_thread()
    return any(each is not main and not each.daemon for each in threading.enumerate())
