"""The Evaluate tab in Chromium: a run is read and its questions are filtered, without any script."""

import pytest
from playwright.sync_api import Page, expect

from assistant.feedback import Feedback
from assistant.settings import ROOT
from evals import browser, runs
from tests.browser.conftest import Site, Visitor

pytestmark = pytest.mark.slow
BASELINE = runs.read_run(ROOT / "data" / "runs" / "baseline")


def choose(page: Page, label: str, option: str) -> None:
    """Pick an option of a dropdown by typing its first words."""
    box = page.get_by_label(label, exact=True)
    box.fill(option)
    box.press("Enter")


def opened(visitor: Visitor) -> Page:
    """The results of the committed baseline."""
    page = visitor.open()
    visitor.tab("Evaluate")
    visitor.tab("Results")
    choose(page, "Run", "baseline")
    return page


def test_a_report_is_read_and_its_questions_are_filtered_in_the_tab(visitor: Visitor) -> None:
    page = opened(visitor)
    report, questions = page.frame_locator('[title="Report"]'), page.frame_locator('[title="Questions"]')
    expect(report.locator("h1")).to_have_text("Evaluation of 104 questions")
    expect(report.locator("svg").first).to_be_visible()
    failed = [row for row in BASELINE.rows if row.cause]
    expect(questions.locator("details.question")).to_have_count(len(failed))
    choose(page, "Cause", "wording")
    wording = browser.chosen(BASELINE.rows, "wording", browser.ALL, "")
    expect(questions.locator("details.question")).to_have_count(len(wording))
    expect(page.get_by_text(f"{len(wording)} of 104 questions")).to_be_visible()
    choose(page, "Cause", "all questions")
    choose(page, "Type", "numeric")
    numeric = [row for row in BASELINE.rows if row.entry["type"] == "numeric"]
    expect(questions.locator("details.question")).to_have_count(len(numeric))
    page.get_by_label("Words", exact=True).press_sequentially(numeric[0].id)
    expect(questions.locator("details.question")).to_have_count(1)
    questions.locator("summary").click()
    expect(questions.get_by_text("Retrieved", exact=True)).to_be_visible()
    assert visitor.faults == []
    assert visitor.outside == []


def test_two_runs_are_read_side_by_side_in_the_tab(visitor: Visitor) -> None:
    page = visitor.open()
    visitor.tab("Evaluate")
    page.get_by_role("tab", name="Compare", exact=True).last.click()
    choose(page, "Before", "baseline")
    choose(page, "After", "baseline")
    page.get_by_role("button", name="Compare", exact=True).click()
    frame = page.frame_locator('[title="Comparison"]')
    expect(frame.get_by_text("0 questions won, 0 lost")).to_be_visible()
    assert visitor.faults == []


def test_a_judgement_is_chosen_by_its_row_and_rejected(visitor: Visitor, site: Site) -> None:
    for place in range(2):
        judged = Feedback(
            f"row{place}", "2026-01-02T08:00:00+00:00", f"How long may review {place} take?", (), "answered",
            ("2002/5.45",), helpful=True,
        )  # fmt: skip
        site.feedback.add(judged)
    page = visitor.open()
    visitor.tab("Evaluate")
    visitor.tab("Feedback")
    page.get_by_role("button", name="Reject", exact=True).click()
    expect(page.get_by_text("Choose a judgement first.")).to_be_visible()
    page.get_by_text("How long may review 1 take?").first.click()
    expect(page.locator(".cm-content", has_text='"id": "F-row1"')).to_be_visible()
    page.get_by_role("button", name="Reject", exact=True).click()
    expect(page.get_by_text("Rejected.", exact=True)).to_be_visible()
    waiting = {one.id for one in site.feedback.waiting()}
    assert "row0" in waiting
    assert "row1" not in waiting
    site.feedback.decide("row0", "rejected")
