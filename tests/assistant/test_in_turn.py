"""Every event of the pages is wired so that the last choice wins; a new one is looked at by itself."""

from __future__ import annotations

from dataclasses import replace

import gradio as gr
import pytest

from assistant.pages.blocks import in_turn
from assistant.settings import Settings
from tests.fakes import FakeAssistant

# What changes things step by step is started once, however often it is pressed, and shows how far
# it is: a report added or removed, a run of an evaluation.
STARTED_ONCE = {"added", "removed", "started"}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> gr.Blocks:
    from app import build_app

    site = build_app(FakeAssistant(settings=replace(Settings(), state_dir=tmp_path_factory.mktemp("state"))))
    return next(route.app.get_blocks() for route in site.routes if hasattr(route.app, "get_blocks"))


def private(pages: gr.Blocks) -> list[dict]:
    return [one for one in pages.config["dependencies"] if one["api_visibility"] == "private" and one["backend_fn"]]


def name_of(event: dict, pages: gr.Blocks) -> str:
    fn = pages.fns[event["id"]].fn
    inner = getattr(fn, "func", fn)
    return inner.__qualname__.rpartition(".")[2]


def test_every_event_is_sent_in_turn_or_done_again_with_the_last_choice(pages: gr.Blocks) -> None:
    events = private(pages)
    assert len(events) > 50
    wrong = [
        (name_of(one, pages), one["targets"])
        for one in events
        if (one["queue"], one["trigger_mode"]) not in {(False, "multiple"), (True, "always_last")}
    ]
    assert {name for name, _ in wrong} == STARTED_ONCE


def test_what_carries_its_own_data_is_never_put_off(pages: gr.Blocks) -> None:
    """Gradio's "always_last" repeats the first press with its data, not the last one."""
    for one in private(pages):
        if one["trigger_mode"] == "always_last":
            assert not one["collects_event_data"], name_of(one, pages)


def test_no_two_events_of_the_queue_fill_the_same_place_side_by_side(pages: gr.Blocks) -> None:
    """Replies of the queue are not sent in turn, so each place has one such event, or they cancel."""
    queued = [one for one in private(pages) if one["queue"] and name_of(one, pages) not in STARTED_ONCE]
    filled: dict[int, str] = {}
    for one in queued:
        for place in one["outputs"]:
            other = filled.setdefault(place, name_of(one, pages))
            assert other == name_of(one, pages), (other, name_of(one, pages))
    assert {name_of(one, pages) for one in queued} == {"answer", "compared", "previewed", "drafted"}


def test_a_new_event_is_wired_by_itself() -> None:
    with gr.Blocks() as made:
        box, out = gr.Textbox(), gr.Textbox()
        box.input(str, box, out, api_visibility="private")
        box.submit(str, box, out, api_visibility="private", concurrency_limit=2)
        box.blur(str, box, out)
        in_turn(made)
    wired = [(one["queue"], one["trigger_mode"]) for one in made.config["dependencies"]]
    assert wired == [(False, "multiple"), (True, "always_last"), (True, "once")]
