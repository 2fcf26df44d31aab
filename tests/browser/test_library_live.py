"""A report added in the Library tab is found in the same page at once, and gone when removed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from assistant.build import build_assistant
from assistant.pages.live import LiveAssistant
from assistant.settings import Settings
from tests.browser.conftest import PATIENCE, Visitor
from tests.index import SETTINGS
from tests.serving import serving

pytestmark = pytest.mark.slow
REVIEW = """Findings

1. Staff of the harbour office were trained by the lifeboat crew.

2. School crossing patrols at Wexcombe were withdrawn from nine villages in 2014.

3. The ferry timetable was printed in Polish and in Welsh.
"""
QUESTION = "From how many villages were school crossing patrols withdrawn?"


@pytest.fixture
def live(tmp_path: Path) -> Iterator[str]:
    """The real site over copies of the index and an empty library, replaced while it is served."""
    from app import build_app

    shutil.copytree(SETTINGS.index_dir, tmp_path / "index")
    own = Settings(
        index_dir=tmp_path / "index", library_dir=tmp_path / "library", state_dir=tmp_path / "state"
    )
    settings = replace(own, llm="")
    with serving(build_app(LiveAssistant(lambda: build_assistant(settings)))) as address:
        yield address


def test_an_added_report_is_found_without_a_restart(live: str, browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "review.txt"
    file.write_text(REVIEW)
    context = browser.new_context(viewport={"width": 1280, "height": 850})
    context.set_default_timeout(3 * PATIENCE)  # the index is built meanwhile
    visitor = Visitor(context.new_page(), live)
    page = visitor.open()
    visitor.ask(QUESTION)
    assert "nine villages" not in page.locator("#transcript").inner_text()

    visitor.tab("Library")
    page.locator("#library-file input[type=file]").set_input_files(str(file))
    page.locator("#library-title textarea, #library-title input").fill("Harbour review")
    page.locator("#library-date textarea, #library-date input").fill("2015-03")
    page.locator("#library-publisher textarea, #library-publisher input").fill("The Board")
    page.locator("#library-file", has_text="review").wait_for()
    page.locator("#library-preview").click()
    page.get_by_role("button", name="Add this report").click()
    page.locator("#library-message").get_by_text("it takes about a minute").wait_for()
    page.locator("#library-message").get_by_text("3 reports are searched now").wait_for()
    page.locator("#library-list li", has_text="Harbour review").wait_for()

    visitor.tab("Ask")
    visitor.ask(QUESTION)
    answer = page.locator("#transcript .turn").last
    assert "were withdrawn from nine villages in 2014" in answer.inner_text()
    answer.get_by_text("Harbour review").first.wait_for(state="attached")

    page.reload()  # the list and the choices are those of now, not those of the start
    visitor.tab("Compare")
    page.locator("#compared").get_by_text("2015 Harbour review").wait_for()
    visitor.tab("Library")
    page.locator("#library-list li", has_text="Harbour review").wait_for()

    row = page.locator("#library-list li", has_text="Harbour review")
    row.get_by_text("Remove", exact=True).click()
    row.get_by_role("button", name="Remove for good").click()
    page.locator("#library-message").get_by_text("2 reports are searched now").wait_for()
    visitor.tab("Ask")
    visitor.ask(QUESTION)
    assert "nine villages" not in page.locator("#transcript .turn").last.inner_text()
    context.close()
