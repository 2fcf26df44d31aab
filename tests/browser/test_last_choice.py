"""In every tab what is shown fits the last choice, though the reply to an earlier one comes later."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assistant.settings import ROOT
from evals import browser, runs
from tests.browser.conftest import Site, Visitor

pytestmark = pytest.mark.slow
BASELINE = runs.read_run(ROOT / "data" / "runs" / "baseline")
# Before anything of the page runs: the next event after `slowly()` reaches the page 1.5 s late.
LATE = """
  const real = window.fetch;
  const wait = () => new Promise((resolve) => setTimeout(resolve, 1500));
  window.slowed = 0;
  window.fetch = async (address, options) => {
    const path = String(address && address.url ? address.url : address);
    const event = /run.predict|queue.join/.test(path);
    if (!event || !window.slowNext) return real(address, options);
    window.slowNext = false;
    if (path.includes("queue/join")) { await wait(); window.slowed += 1; return real(address, options); }
    const reply = await real(address, options);
    await wait();
    window.slowed += 1;
    return reply;
  };
"""


@pytest.fixture
def late(visitor: Visitor) -> Visitor:
    """A visitor whose page can be told to get one reply late."""
    visitor.page.add_init_script(LATE)
    return visitor


def slowly(page: Page) -> None:
    """The reply to what is done next comes late."""
    page.evaluate("window.slowed = 0; window.slowNext = true")


def settled(page: Page) -> None:
    """The late reply has come, and what comes of it is shown."""
    page.wait_for_function("window.slowed === 1")
    page.wait_for_timeout(700)


def search(page: Page, words: str) -> None:
    page.locator("#contents input[name=words]").fill(words)
    page.locator("#contents form button").click()


def test_read_the_last_search(late: Visitor) -> None:
    page = late.open()
    late.tab("Read")
    slowly(page)
    search(page, "bullying")
    search(page, "Connexions")
    settled(page)
    marks = page.locator("#reading mark").all_inner_texts()
    assert marks
    assert {word.lower() for word in marks} <= {"connexions"}


def test_read_a_chapter_chosen_while_a_search_is_under_way(late: Visitor) -> None:
    page = late.open()
    late.tab("Read")
    view = page.locator("#contents .views [data-action]")
    page.locator("#contents summary").first.click()
    chapter = page.locator("#contents [data-source]:visible").nth(1)
    slowly(page)
    view.nth(0).click()
    first = view.nth(0).inner_text()
    chapter.click()
    settled(page)
    expect(page.locator("#reading h2").first).not_to_have_text(first)
    expect(page.locator("#reading .paragraph.here")).to_have_count(1)


def test_ask_the_last_source(late: Visitor) -> None:
    page = late.open()
    late.ask("How long should a serious case review take?")
    chips = page.locator("#transcript .statement a.chip")
    slowly(page)
    chips.nth(0).click()
    chips.nth(1).click()
    settled(page)
    wanted = str(chips.nth(1).get_attribute("data-source"))
    expect(page.locator("#panel h2")).to_contain_text(wanted.partition("/")[2])


def test_ask_a_question_put_while_another_is_answered_with_the_filter_chosen_then(
    late: Visitor, site: Site
) -> None:
    page = late.open()
    site.assistant.gate = threading.Event()
    try:
        page.locator("#question textarea").fill("How slowly do reviews take?")
        page.locator("#ask").click()
        expect(page.locator("#stop")).to_be_visible()
        page.get_by_role("button", name="Narrow the search").click()
        page.locator("#filters").get_by_role("checkbox", name=re.compile("2008")).check()
        page.locator("#question textarea").fill("What of the training of staff?")
        page.locator("#ask").click()
        page.wait_for_timeout(500)
    finally:
        site.assistant.gate.set()
        site.assistant.gate = None
    turns = page.locator("#transcript .turn")
    expect(turns.nth(1).locator(".actions").first).to_be_visible()
    expect(turns).to_have_count(2)
    expect(turns.nth(1).locator(".question")).to_have_text("What of the training of staff?")
    for chip in turns.nth(1).locator(".statement a.chip").all():
        assert str(chip.get_attribute("data-source")).startswith("2008/")
    expect(page.locator("#question textarea")).to_have_value("")
    expect(page.locator("#stop")).to_be_hidden()


def test_ask_a_new_conversation_begun_while_an_answer_grows(late: Visitor, site: Site) -> None:
    page = late.open()
    site.assistant.gate = threading.Event()
    try:
        page.locator("#question textarea").fill("How slowly do reviews take?")
        page.locator("#ask").click()
        expect(page.locator("#stop")).to_be_visible()
        page.locator("#fresh").click()
        expect(page.locator("#transcript .welcome")).to_be_visible()
    finally:
        site.assistant.gate.set()
        site.assistant.gate = None
    page.wait_for_timeout(1000)
    expect(page.locator("#transcript .welcome")).to_be_visible()
    expect(page.locator("#stop")).to_be_hidden()
    late.ask("How long should a serious case review take?")
    expect(page.locator("#transcript .turn")).to_have_count(1)


def test_compare_the_last_topic(late: Visitor) -> None:
    page = late.open()
    late.tab("Compare")
    slowly(page)
    for topic in ("bullying in schools", "training of staff"):
        page.locator("#topic input, #topic textarea").fill(topic)
        page.locator("#compare").click()
    settled(page)
    expect(page.locator("#comparison .question")).to_have_text("training of staff")


def test_conversations_the_last_words_and_the_last_one_opened(late: Visitor) -> None:
    page = late.open()
    for question in ("How long should a serious case review take?", "What of the training of staff?"):
        page.locator("#fresh").click()
        expect(page.locator("#transcript .welcome")).to_be_visible()
        late.ask(question)
    late.tab("Conversations")
    rows = page.locator("#listing .open")
    expect(rows).to_have_count(2)
    box = page.locator("#search-conversations input, #search-conversations textarea")
    slowly(page)
    box.fill("zebra")
    box.fill("training")
    settled(page)
    expect(rows.first).to_contain_text("training")
    box.fill("")
    expect(rows).to_have_count(2)
    last = rows.nth(1).inner_text()
    slowly(page)
    rows.nth(0).click()
    rows.nth(1).click()
    settled(page)
    expect(page.locator("#transcript .question")).to_have_text(last)


def test_library_the_last_file(late: Visitor, tmp_path: Path) -> None:
    page = late.open()
    late.tab("Library")
    files = []
    for name in ("first", "second"):
        path = tmp_path / f"{name}.txt"
        path.write_text(f"1. Begin\n\n1.1 The {name} report says this of {name} things.\n\n1.2 More.\n")
        files.append(path)
    page.locator("#library-title input, #library-title textarea").fill("A report")
    page.locator("#library-date input, #library-date textarea").fill("2015")
    page.locator("#library-publisher input, #library-publisher textarea").fill("A council")
    page.locator("#library-file input[type=file]").set_input_files(files[0])
    expect(page.locator("#library-file")).to_contain_text("first")
    slowly(page)
    page.locator("#library-preview").click()
    page.locator("#library-file").get_by_role("button", name=re.compile("Remove|Clear")).first.click()
    page.locator("#library-file input[type=file]").set_input_files(files[1])
    expect(page.locator("#library-file")).to_contain_text("second")
    page.locator("#library-preview").click()
    settled(page)
    expect(page.locator("#library-found")).to_contain_text("The second report")


def test_quiz_every_step_and_the_last_one(late: Visitor) -> None:
    page = late.open()
    late.tab("Quiz")
    page.get_by_label("Number of items").fill("4")
    page.locator("#draft-quiz").click()
    expect(page.locator("#quiz-item")).to_contain_text("1 of 4")
    slowly(page)
    page.locator("#quiz-next").click()
    page.locator("#quiz-next").click()
    settled(page)
    expect(page.locator("#quiz-item")).to_contain_text("3 of 4")
    slowly(page)
    page.locator("#quiz-next").click()
    page.locator("#quiz-previous").click()
    settled(page)
    expect(page.locator("#quiz-item")).to_contain_text("3 of 4")


def choose(page: Page, label: str, option: str) -> None:
    box = page.get_by_label(label, exact=True)
    box.fill(option)
    box.press("Enter")


def test_evaluate_the_last_filters_though_the_run_is_opened_late(late: Visitor) -> None:
    page = late.open()
    late.tab("Evaluate")
    late.tab("Results")
    choose(page, "Run", "baseline")
    count = page.get_by_text(re.compile(r"^\d+ of 104 questions"))
    expect(count).to_be_visible()
    slowly(page)
    choose(page, "Type", "numeric")
    choose(page, "Cause", "wording")
    choose(page, "Cause", "all questions")
    settled(page)
    numeric = [row for row in BASELINE.rows if row.entry["type"] == "numeric"]
    cards = page.frame_locator('[title="Questions"]').locator("details.question")
    expect(cards).to_have_count(len(numeric))
    expect(count).to_have_text(f"{len(numeric)} of 104 questions")
    assert len(browser.chosen(BASELINE.rows, browser.ALL, "numeric", "")) == len(numeric)


def test_evaluate_words_typed_letter_by_letter(late: Visitor) -> None:
    page = late.open()
    late.tab("Evaluate")
    late.tab("Results")
    choose(page, "Run", "baseline")
    count = page.get_by_text(re.compile(r"^\d+ of 104 questions"))
    expect(count).to_be_visible()
    choose(page, "Cause", "all questions")
    expect(count).to_have_text("104 of 104 questions")
    wanted = BASELINE.rows[40].id
    slowly(page)
    page.get_by_label("Words", exact=True).press_sequentially(wanted)
    settled(page)
    expect(count).to_have_text("1 of 104 questions")
