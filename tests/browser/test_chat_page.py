"""The chat page as people use it: ask, open a source, follow up, be refused, keep, save."""

from __future__ import annotations

import io
import json
import threading

import docx
import pytest
from playwright.sync_api import expect

from tests.fakes import URGENT

REVIEW = "How long should a serious case review take?"


def test_a_chip_opens_its_paragraph_with_the_quoted_words_in_view(visitor, site):
    page = visitor.open()
    expect(page).to_have_title("Safeguarding Reports Assistant")
    visitor.ask(REVIEW)
    chip = page.locator("#transcript .statement .chip").nth(1)
    paragraph_id = chip.get_attribute("data-source")
    chip.click()
    here = page.locator("#panel .here[data-show]")
    quoted = here.locator("mark").first
    expect(quoted).to_be_in_viewport()
    paragraph = site.assistant.corpus.paragraph(paragraph_id)
    assert quoted.inner_text() in paragraph.text
    expect(page.locator("#panel .path li").first).to_have_text(paragraph.headings[0])
    expect(page.locator("#panel .report")).to_contain_text("October 2002")
    assert page.locator("#panel .neighbour.number").count() == 2


def test_pointing_at_a_chip_or_reaching_it_by_key_shows_its_quotation(visitor):
    page = visitor.open()
    visitor.ask(REVIEW)
    chip = page.locator("#transcript .statement .chip").first
    expect(chip.locator(".chip-quote")).to_be_hidden()
    chip.hover()
    expect(chip.locator(".chip-quote")).to_be_visible()
    page.locator("h1").hover()
    page.locator("#transcript .statement .chip").nth(1).focus()
    page.keyboard.press("Shift+Tab")
    expect(chip.locator(".chip-quote")).to_be_visible()


def test_previous_and_next_walk_through_the_report(visitor):
    page = visitor.open()
    visitor.ask(REVIEW)
    page.locator("#transcript .statement .chip").first.click()
    heading = page.locator("#panel [data-heading]")
    before = heading.inner_text()
    page.locator("#panel").get_by_role("link", name="Next").click()
    expect(heading).not_to_have_text(before)
    page.locator("#panel").get_by_role("link", name="Previous").click()
    expect(heading).to_have_text(before)


def test_a_follow_up_is_searched_with_its_topic_and_can_be_changed(visitor):
    page = visitor.open()
    visitor.ask(REVIEW)
    visitor.ask("And how often?")
    newest = page.locator("#transcript .turn").last
    expect(newest.locator(".searched summary")).to_contain_text("serious case review")
    newest.locator(".searched summary").click()
    newest.get_by_label("Search for something else").fill("training of teachers")
    newest.get_by_role("button", name="Search again").click()
    expect(page.locator("#transcript .turn .actions")).to_have_count(3)
    last = page.locator("#transcript .turn").last
    expect(last.locator(".searched summary")).to_have_text("Searched for “training of teachers”")


def test_a_refusal_has_no_citation_and_an_urgent_message_says_whom_to_call(visitor):
    page = visitor.open()
    visitor.ask("Where can I buy chocolate?")
    refused = page.locator("#transcript .answer.not_covered")
    expect(refused).to_contain_text("The reports do not cover this")
    assert refused.locator(".chip").count() == 0
    visitor.ask("A child is being hurt at once, what now?")
    expect(page.locator("#transcript .answer.urgent")).to_contain_text(URGENT)


def test_a_reload_keeps_the_conversation_for_its_owner_only(visitor, browser):
    page = visitor.open()
    visitor.ask(REVIEW)
    address = page.url
    assert "?c=" in address
    page.reload()
    expect(page.locator("#transcript .question")).to_have_text(REVIEW)
    page.locator("#transcript .statement .chip").first.click()
    expect(page.locator("#panel .here mark").first).to_be_visible()
    stranger = browser.new_context()
    other = stranger.new_page()
    other.goto(address)
    expect(other.locator("#transcript .welcome")).to_be_visible()
    assert other.request.get(address.replace("/?c=", "/export/") + "/all.json").status == 404
    stranger.close()


def test_saved_files_hold_the_answer(visitor):
    page = visitor.open()
    visitor.ask(REVIEW)
    saved = {}
    for name in ("Word", "Markdown", "JSON"):
        with page.expect_download() as download:
            page.get_by_role("link", name=f"Save this answer as {name}").click()
        saved[name] = download.value.path().read_bytes()
    lines = [p.text for p in docx.Document(io.BytesIO(saved["Word"])).paragraphs]
    citations = json.loads(saved["JSON"])["answers"][0]["citations"]
    assert REVIEW in lines
    for cited in citations:
        assert f"[{cited['marker']}] {cited['label']}: “{cited['quote']}”" in lines
    assert citations[0]["label"] in saved["Markdown"].decode()


def test_the_last_question_can_be_edited_and_asked_again(visitor):
    page = visitor.open()
    visitor.ask(REVIEW)
    page.get_by_role("button", name="Edit question").click()
    box = page.locator("#question textarea")
    expect(box).to_have_value(REVIEW)
    box.fill("Who runs an Area Child Protection Committee?")
    box.press("Enter")
    expect(page.locator("#transcript .question")).to_have_text(
        ["Who runs an Area Child Protection Committee?"]
    )
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator("#transcript .turn .actions")).to_have_count(1)


def test_stop_keeps_what_was_found_so_far(visitor, site):
    page = visitor.open()
    site.assistant.gate = threading.Event()
    try:
        page.locator("#question textarea").fill("Tell me slowly about case reviews")
        page.locator("#question textarea").press("Enter")
        page.locator("#stop").click()
        expect(page.locator("#message")).to_contain_text("Stopped")
    finally:
        site.assistant.gate.set()
        site.assistant.gate = None
    expect(page.locator("#stop")).to_be_hidden()
    visitor.ask(REVIEW)
    expect(page.locator("#transcript .question").last).to_have_text(REVIEW)


def test_feedback_is_saved_as_a_candidate_question(visitor, site):
    page = visitor.open()
    visitor.ask(REVIEW)
    page.get_by_text("Was this helpful?").click()
    page.get_by_label("not helpful").check()
    page.get_by_label("Why (do not name a child or family)").fill("The months are missing")
    page.get_by_label("The right paragraph is").fill("2002/5.45")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#message")).to_contain_text("Thank you")
    given = site.feedback.waiting()[-1]
    assert (given.question, given.helpful, given.right) == (REVIEW, False, "2002/5.45")


def test_an_example_and_a_suggested_question_are_answered(visitor):
    page = visitor.open()
    page.locator(".welcome .examples button").first.click()
    expect(page.locator("#transcript .turn .actions")).to_have_count(1)
    page.locator(".suggestions button").first.click()
    expect(page.locator("#transcript .turn .actions")).to_have_count(2)


def test_filters_narrow_the_search(visitor):
    page = visitor.open()
    page.get_by_role("button", name="Narrow the search").click()
    page.locator("#filters").get_by_label("2008", exact=False).first.check()
    visitor.ask("What is said about serious case reviews?")
    chips = page.locator("#transcript .statement .chip")
    assert {chip.get_attribute("data-source").split("/")[0] for chip in chips.all()} == {"2008"}


PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.mark.parametrize("visitor", [PHONE], indirect=True)
def test_on_a_phone_the_question_box_stays_at_the_bottom(visitor):
    page = visitor.open()
    box, ask = page.locator("#question textarea"), page.locator("#ask")
    expect(box).to_be_in_viewport(ratio=1)
    visitor.ask(REVIEW)
    expect(box).to_be_in_viewport(ratio=1)
    page.locator("#transcript .statement .chip").first.click()
    expect(page.locator("#panel .here mark").first).to_be_in_viewport()
    for place in (0, 600, 100_000):
        page.evaluate(f"scrollTo(0, {place})")
        expect(ask).to_be_in_viewport(ratio=1)
    last = page.locator("#panel .dated").bounding_box()
    assert last["y"] + last["height"] < box.bounding_box()["y"]
    box.fill("")
    ask.click()
    expect(page.locator("#message")).to_contain_text("Type a question first")
    message = page.locator("#message").bounding_box()
    assert message["y"] + message["height"] <= page.locator(".ask-row").bounding_box()["y"] + 1


@pytest.mark.parametrize("visitor", [PHONE], indirect=True)
def test_on_a_phone_the_emergency_number_is_large_and_can_be_tapped(visitor):
    page = visitor.open()
    visitor.ask("A child is being hurt at once, what now?")
    number = page.locator("#transcript .answer.urgent a[href='tel:999']")
    expect(number).to_be_in_viewport()
    assert number.bounding_box()["height"] >= 44


def test_a_source_opened_by_key_shows_its_heading_and_escape_goes_back(visitor):
    page = visitor.open()
    visitor.ask(REVIEW)
    chip = page.locator("#transcript .statement .chip").nth(1)
    chip.focus()
    page.keyboard.press("Enter")
    heading = page.locator("#panel [data-heading]")
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport(ratio=1)
    panel = page.locator("#panel .source").bounding_box()
    assert heading.bounding_box()["y"] >= panel["y"]
    page.keyboard.press("Escape")
    expect(chip).to_be_focused()


def test_list_numbers_stand_inside_their_box_and_open_filters_leave_room(visitor):
    page = visitor.open()
    visitor.ask(REVIEW)
    for name in ("quotations with sources", "Why this answer"):
        page.get_by_text(name).click()
    for rows in ("#transcript .sources ol", "#transcript .why ol"):
        style = "e => parseFloat(getComputedStyle(e).paddingLeft)"
        assert page.locator(rows).evaluate(style) >= 24
    page.get_by_role("button", name="Narrow the search").click()
    expect(page.locator("#filters").get_by_label("2008", exact=False).first).to_be_visible()
    assert page.locator(".composer").bounding_box()["height"] < 0.7 * 850
