"""One server and one Chromium for all browser tests; every test is a new person in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from assistant.feedback import FeedbackStore
from tests.fakes import FakeAssistant
from tests.index import SETTINGS
from tests.serving import serving

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60_000  # milliseconds, for computers that are busy with other work


@dataclass
class Site:
    """The served pages and what stands behind them."""

    address: str
    assistant: FakeAssistant
    feedback: FeedbackStore


@dataclass
class Visitor:
    """A person at the pages: the open page, and what went wrong or left this computer."""

    page: Page
    address: str
    faults: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def open(self, path: str = "/") -> Page:
        """Open a path and wait until the pages answer."""
        self.page.goto(self.address + path)
        self.page.locator("#masthead .ready").wait_for(state="attached")
        return self.page

    def tab(self, name: str) -> None:
        """Go to a tab by its name."""
        self.page.get_by_role("tab", name=name, exact=True).click()

    def ask(self, question: str) -> None:
        """Ask and wait for the complete answer."""
        page = self.page
        turns = page.locator("#transcript .turn .actions").count()
        page.locator("#question textarea").fill(question)
        page.locator("#ask").click()
        page.locator("#transcript .turn .actions").nth(turns).wait_for()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The pages over the real corpus, with an assistant that needs no index."""
    from app import build_app

    folder: Path = tmp_path_factory.mktemp("state")
    assistant = FakeAssistant(settings=replace(SETTINGS, state_dir=folder))
    with serving(build_app(assistant)) as address:
        yield Site(address, assistant, FeedbackStore(folder / "feedback.jsonl"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium without a window; while it is open, no other event loop can run here."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("Chromium is not installed. Run: apt-get install chromium fonts-dejavu-core")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def visitor(site: Site, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """A new person on a desktop screen; fails afterwards where the page threw or left home."""
    options = getattr(request, "param", {"viewport": {"width": 1280, "height": 850}})
    context = browser.new_context(**options)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    person = Visitor(page, site.address)

    def note(sent: Request) -> None:
        if not sent.url.startswith((site.address, "data:", "blob:")):
            person.outside.append(sent.url)

    page.on("pageerror", lambda error: person.faults.append(str(error)))
    page.on("request", note)
    yield person
    context.close()
    assert person.faults == []
    assert person.outside == []
