"""Readers ask and read; the library, runs and feedback are changed by administrators alone."""

from __future__ import annotations

import inspect
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from playwright.sync_api import Browser, expect

import evals.page
from assistant.access import set_password
from assistant.feedback import Feedback, FeedbackStore
from assistant.librarian import Detected, Librarian
from assistant.settings import ROOT, Settings
from tests.browser.conftest import PATIENCE
from tests.events import Someone, data_of
from tests.fakes import FakeAssistant
from tests.serving import serving

PASSWORDS = {"anna": "correct horse battery", "ben": "another long password"}
ONLY = "Only an administrator can"
KEPT_FROM_READERS = "Was Wexcombe on time?"
READERS_MAY = {  # what the Library and Evaluate tabs offer to everybody: reading
    "LibraryEvents.opened", "Running.opened", "build_tab.<locals>.listed",
    "build_tab.<locals>.shown", "_results_tab.<locals>.opened", "_results_tab.<locals>.filtered",
    "_results_tab.<locals>.<lambda>", "_compare_tab.<locals>.<lambda>",
    "_compare_tab.<locals>.compared", "_rate_tab.<locals>.made", "agreed",
}  # fmt: skip
SAY_NOTHING = {"Judging.picked", "Judging.listed"}  # they show what may be seen, nothing to readers


@dataclass
class Shared:
    """A served installation with a log-in, and what was done to it."""

    address: str
    folder: Path
    blocks: gr.Blocks
    feedback: FeedbackStore
    done: list[str] = field(default_factory=list)

    def someone(self, name: str) -> Someone:
        """A program of this person's."""
        return Someone(self.address, auth=(name, PASSWORDS[name]))

    def noted(self) -> list[dict[str, Any]]:
        """The audit log, log-ins apart."""
        path = self.folder / "state" / "audit.jsonl"
        entries = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        return [one for one in entries if "log-in" not in one["event"]]


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shared]:
    """Anna administers, Ben reads; adding, removing and running are only written down."""
    from app import build_app

    done: list[str] = []

    def note(what: str, result: Callable[[], Any]) -> Callable[..., Any]:
        def noted(*_: object, **__: object) -> Any:
            done.append(what)
            return result()

        return noted

    monkeypatch.setattr(Librarian, "preview", note("preview", lambda: Detected("1", "x", ())))
    monkeypatch.setattr(Librarian, "add", note("add", lambda: iter(("adding",))))
    monkeypatch.setattr(Librarian, "remove", note("remove", lambda: iter(("removing",))))
    monkeypatch.setattr(evals.page, "run_in_process", note("run", lambda: iter(((1.0, "Done"),))))
    for name, password in PASSWORDS.items():
        set_password(tmp_path / "auth", name, password)
    data = tmp_path / "data"
    (data / "questions").mkdir(parents=True)
    shutil.copy(ROOT / "data" / "questions" / "dev.jsonl", data / "questions")
    (data / "reports.toml").symlink_to(ROOT / "data" / "reports.toml")
    (data / "quiz").symlink_to(ROOT / "data" / "quiz")
    settings = Settings(
        data_dir=data, library_dir=tmp_path / "library", state_dir=tmp_path / "state",
        auth=str(tmp_path / "auth"),
    )  # fmt: skip
    store = FeedbackStore(settings.state_dir / "feedback.jsonl")
    store.add(
        Feedback("row0", "2026-01-02T08:00:00+00:00", KEPT_FROM_READERS, (), "answered",
                 ("2002/5.45",), helpful=True)
    )  # fmt: skip
    site = build_app(FakeAssistant(settings=settings))
    blocks = next(one for one in map(blocks_of, site.routes) if one)
    with serving(site) as address:
        yield Shared(address, tmp_path, blocks, store, done)


def blocks_of(route: Any) -> gr.Blocks | None:
    found = getattr(route, "app", None)
    return found.get_blocks() if hasattr(found, "get_blocks") else None


def handlers(blocks: gr.Blocks) -> list[tuple[int, str]]:
    """Number and name of every handler of the Library and the Evaluate tab."""
    found = []
    for number, block in blocks.fns.items():
        if block.fn is None:
            continue
        function = inspect.unwrap(block.fn)
        function = getattr(function, "func", function)  # of a partial
        if function.__module__.startswith(("evals.", "assistant.pages.library")):
            found.append((number, function.__qualname__))
    return found


def test_every_handler_of_the_library_and_the_evaluation_is_refused_to_a_reader(shared: Shared) -> None:
    found = handlers(shared.blocks)
    assert len(found) > 15
    ben = shared.someone("ben")
    event = {"value": "x", "index": [0, 0], "selected": True, "action": "remove"}
    for number, name in found:
        if name in READERS_MAY:
            continue
        said = ben.did(number, data_of(ben.config, number), event)
        assert KEPT_FROM_READERS not in said, name
        assert "row0" not in said, name
        assert name in SAY_NOTHING or ONLY in said, name
    assert shared.done == []
    assert shared.noted() == []
    assert [one.id for one in shared.feedback.waiting()] == ["row0"]


def test_what_readers_may_do_does_not_show_them_feedback(shared: Shared) -> None:
    ben = shared.someone("ben")
    assert KEPT_FROM_READERS not in json.dumps(ben.config)
    assert KEPT_FROM_READERS not in ben.http.get("/", headers={"accept": "text/html"}).text
    for number, name in handlers(shared.blocks):
        if name in READERS_MAY:
            assert KEPT_FROM_READERS not in ben.did(number, data_of(ben.config, number))
    anna = shared.someone("anna")
    listed = next(number for number, name in handlers(shared.blocks) if name == "Judging.listed")
    assert KEPT_FROM_READERS in anna.did(listed, [])


def test_an_administrator_does_all_of_it_and_the_audit_log_says_so(shared: Shared, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = shared.someone("anna")
    by_name = {name: number for number, name in handlers(shared.blocks)}
    held: list[set[str]] = [set(), {"local-2015"}, {"local-2015"}, set()]
    monkeypatch.setattr("assistant.pages.library_tab._ids", lambda _: held.pop(0))
    monkeypatch.setattr("assistant.pages.library_tab._described", lambda *_: None)
    given = [None, "Local review", "2015", "The Board"]
    assert ONLY not in anna.did(by_name["LibraryEvents.previewed"], given)
    assert "was added" in anna.did(by_name["LibraryEvents.added"], given)
    assert "was removed" in anna.did(by_name["LibraryEvents.removed"], [], {"value": "local-2015"})
    anna.did(by_name["Running.started"], ["dev.jsonl", 1])
    anna.did(by_name["Judging.listed"], [])
    assert "Rejected" in anna.did(by_name["Judging.rejected"], ["row0", ""])
    assert shared.done == ["preview", "add", "remove", "run"]
    assert shared.feedback.waiting() == ()
    entries = shared.noted()
    assert [one["event"] for one in entries] == [
        "report added: begun", "report added", "report removed: begun", "report removed",
        "run started", "feedback rejected",
    ]  # fmt: skip
    assert {one["who"] for one in entries} == {"anna"}
    assert {one["address"] for one in entries} == {"127.0.0.1"}
    assert "Wexcombe" not in (shared.folder / "state" / "audit.jsonl").read_text()


@pytest.mark.parametrize(("name", "may"), [("anna", True), ("ben", False)])
def test_the_tabs_show_what_one_may_do_and_who_may_do_the_rest(shared: Shared, browser: Browser, name: str, may: bool) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 850})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(shared.address)
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORDS[name])
    page.get_by_role("button", name="Log in").click()
    page.locator("#masthead .ready").wait_for(state="attached")
    page.get_by_role("tab", name="Library", exact=True).click()
    page.locator("#library-list li", has_text="2008").first.wait_for()
    expect(page.locator("#library-preview")).to_be_visible(visible=may)
    told = page.get_by_text(f"{ONLY} add or remove reports. Ask anna.")
    expect(told).to_have_count(0 if may else 1)
    page.get_by_role("tab", name="Evaluate", exact=True).click()
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible(visible=may)
    expect(page.get_by_text(f"{ONLY} start runs. Ask anna.")).to_be_visible(visible=not may)
    page.get_by_role("tab", name="Feedback", exact=True).click()
    expect(page.get_by_role("button", name="Reject", exact=True)).to_be_visible(visible=may)
    cell = page.get_by_role("gridcell", name=KEPT_FROM_READERS)
    expect(cell).to_be_visible(visible=may)
    context.close()
