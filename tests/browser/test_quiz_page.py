"""A trainer at the quiz page: drafts, reviews, comes back later, exports and rehearses."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow


def drafted(visitor):
    """The quiz tab with a drafted quiz open."""
    page = visitor.open()
    visitor.tab("Quiz")
    page.locator("#open-quiz").click()
    expect(page.locator("#quiz-message")).to_have_text("Choose one of your saved quizzes first.")
    page.locator("#quiz-name textarea, #quiz-name input").first.fill("Week one")
    page.locator("#draft-quiz").click()
    expect(page.locator("#quiz-item")).to_contain_text("Item 1 of")
    return page


def test_an_item_stands_beside_its_paragraph(visitor):
    page = drafted(visitor)
    expect(page.locator("#quiz-item")).to_contain_text("According to")
    expect(page.locator("#quiz-source mark").first).to_be_visible()
    page.locator("#quiz-next").click()
    expect(page.locator("#quiz-item")).to_contain_text("Item 2 of")


def test_approval_survives_a_reload(visitor):
    page = drafted(visitor)
    page.locator("#quiz-approve").click()
    expect(page.locator("#quiz-item")).to_contain_text("approved, version 2")
    page.reload()
    visitor.tab("Quiz")
    page.locator("#saved-quizzes input").click()
    page.get_by_role("option", name="Week one").click()
    page.locator("#open-quiz").click()
    expect(page.locator("#quiz-item")).to_contain_text("approved, version 2")


def test_a_name_that_is_taken_is_refused_until_it_is_ticked(visitor):
    page = drafted(visitor)
    page.locator("#quiz-approve").click()
    expect(page.locator("#quiz-item")).to_contain_text("approved, version 2")
    page.get_by_role("button", name="Draft a new quiz, or open a saved one").click()
    page.locator("#draft-quiz").click()
    expect(page.locator("#quiz-message [role=alert]")).to_contain_text("for example “Week one 2”")
    expect(page.locator("#quiz-item")).to_contain_text("approved, version 2")
    page.locator("#quiz-overwrite input").check()
    page.locator("#draft-quiz").click()
    expect(page.locator("#quiz-message")).to_contain_text("is kept as “Week one (earlier)”")
    expect(page.locator("#quiz-item")).to_contain_text("draft, version 1")


def test_an_edited_item_is_approved_only_after_each_warning_is_cleared(visitor):
    page = drafted(visitor)
    page.locator("#quiz-stem textarea").fill("What would every child like to be given in October 2002 or 2008?")
    page.locator("#quiz-edit").click()
    expect(page.locator("#quiz-item")).to_contain_text("Warning, not verified:")
    page.locator("#quiz-approve").click()
    expect(page.locator("#quiz-message [role=alert]")).to_contain_text("Not approved:")
    page.locator("#quiz-warning input").click()
    page.get_by_role("option").first.click()
    page.locator("#quiz-clear").click()
    expect(page.locator("#quiz-message")).to_contain_text("The warning is cleared.")
    expect(page.locator("#quiz-item")).to_contain_text("Cleared warning,")


def test_a_rejection_without_a_reason_is_refused_in_one_sentence(visitor):
    page = drafted(visitor)
    page.locator("#quiz-reject").click()
    expect(page.locator("#quiz-message [role=alert]")).to_contain_text("Give a reason")
    expect(page.locator("#quiz-item")).to_contain_text("draft, version 1")


def test_a_rehearsal_marks_the_answer_with_its_paragraph(visitor):
    page = drafted(visitor)
    page.get_by_role("tab", name="Take the quiz").click()
    page.locator("#quiz-start").click()
    expect(page.locator("#quiz-question")).to_contain_text("Question 1 of")
    page.locator("#quiz-answer").click()
    expect(page.locator("#quiz-verdict [role=alert]")).to_have_text("Choose an answer first.")
    page.locator("#quiz-one label").first.click()
    page.locator("#quiz-answer").click()
    expect(page.locator("#quiz-question")).to_contain_text("of 1 right so far")
    expect(page.locator("#quiz-verdict mark").first).to_be_visible()
    for place in range(2, 11):
        page.locator("#quiz-following").click()
        expect(page.locator("#quiz-question")).to_contain_text(f"Question {place} of 10")
    page.locator("#quiz-following").click()
    expect(page.locator("#quiz-question h3")).to_contain_text("9 not answered")
    expect(page.locator("#quiz-answer")).to_be_hidden()
    page.get_by_role("button", name="Start again").click()
    expect(page.locator("#quiz-question")).to_contain_text("Question 1 of 10")
