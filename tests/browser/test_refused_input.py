"""What cannot be asked is said in the page, and nothing that was typed is lost."""

from __future__ import annotations

from contextlib import suppress

import pytest
from playwright.sync_api import TimeoutError, expect

from tests.browser.conftest import PATIENCE


@pytest.mark.parametrize(
    ("question", "said"), [("   ", "Type a question first."), ("x" * 20_000, "20,000 characters")]
)
def test_what_cannot_be_asked_is_said_and_nothing_typed_is_lost(visitor, question, said):
    page = visitor.open()
    alert = page.get_by_role("alert").filter(has_text=said)
    for _ in range(6):  # what is typed while a slow machine still wires the page is lost
        page.locator("#question textarea").fill("")
        page.locator("#question textarea").fill(question)
        page.locator("#ask").click()
        with suppress(TimeoutError):
            alert.first.wait_for(timeout=PATIENCE / 6)
            break
    expect(alert.first).to_be_visible()
    expect(page.locator("#question textarea")).to_have_value(question)
