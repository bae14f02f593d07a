"""Test set-up. Order matters: the first plugin starts Django, the others import models."""

import gc
from collections.abc import Iterator

import hypothesis
import pytest

pytest_plugins = ("tests.start", "tests.databases", "tests.routes.stage", "pytester")

# The same examples on every run: a test that fails by chance guards nothing.
hypothesis.settings.register_profile("house", derandomize=True, deadline=None)
hypothesis.settings.load_profile("house")


def pytest_collection_finish() -> None:
    """Keep the garbage collector off what was imported and collected: half a gigabyte that lives to the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    """Name, in the last lines, the browser tests that were skipped."""
    yield
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if "browser" in report.keywords]
    if skipped:
        terminalreporter.write_line("")
        terminalreporter.write_line("Not played, for want of Chromium (apt-get install chromium):", yellow=True)
        for report in skipped:
            terminalreporter.write_line(f"    {report.nodeid}")
