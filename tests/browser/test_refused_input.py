"""What cannot be asked is said in the page, and nothing that was typed is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize(
    ("question", "said"), [("   ", "Type a question first."), ("x" * 20_000, "20,000 characters")]
)
def test_what_cannot_be_asked_is_said_and_nothing_typed_is_lost(visitor, question, said):
    page = visitor.open()
    page.locator("#question textarea").fill(question)
    page.locator("#ask").click()
    expect(page.get_by_role("alert")).to_contain_text(said)
    page.wait_for_timeout(1_000)  # nor does anything that follows wipe it away
    expect(page.get_by_role("alert")).to_contain_text(said)
    expect(page.locator("#question textarea")).to_have_value(question)
