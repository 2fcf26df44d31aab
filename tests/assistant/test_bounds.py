"""No field of the pages, no form in them and no endpoint takes more text than it may."""

from __future__ import annotations

import asyncio
import re
import time

import gradio as gr
import pytest
from gradio.helpers import EventData

from app import build_app
from assistant.pages.bounds import LONGEST_TEXT, MOST_TEXT, MOST_VALUES, check_event
from tests.fakes import FakeAssistant


@pytest.fixture(scope="module")
def pages() -> gr.Blocks:
    """All tabs as they are served."""
    routes = build_app(FakeAssistant()).routes
    return next(
        route.app.blocks for route in routes if hasattr(getattr(route, "app", None), "blocks")
    )


def typed_fields(pages: gr.Blocks) -> list[gr.components.Component]:
    return [block for block in pages.blocks.values() if isinstance(block, gr.Textbox | gr.TextArea)]


def events_with_texts(pages: gr.Blocks) -> list[tuple[int, int]]:
    """Each event and the place of each of its inputs that a text can be sent for."""
    return [
        (event, place)
        for event, handler in pages.fns.items()
        if handler.fn is not None
        for place, block in enumerate(handler.inputs)
        if not block.stateful
    ]


def sent(pages: gr.Blocks, event: int, values: list[object], data: object = None) -> str:
    """The sentence with which an event is refused."""
    told = EventData(None, data) if data is not None else None
    with pytest.raises(gr.Error) as refused:
        asyncio.run(pages.process_api(event, values, event_data=told))
    return str(refused.value.message)


def test_every_text_field_says_how_much_it_takes(pages):
    fields = typed_fields(pages)
    assert len(fields) > 12
    assert [field.label for field in fields if not field.max_length] == []


@pytest.mark.parametrize("size", [10_000, 100_001])
def test_every_input_of_every_event_refuses_a_long_text_at_once(pages, size):
    """A browser's limit is no limit: what is sent by other means is refused by the server."""
    reached = events_with_texts(pages)
    assert len(reached) > 60
    begun = time.perf_counter()
    for event, place in reached:
        block = pages.fns[event].inputs[place]
        most = getattr(block, "max_length", None) or LONGEST_TEXT
        if size <= most:
            continue
        values = [None] * len(pages.fns[event].inputs)
        values[place] = "[" * size
        said = sent(pages, event, values)
        assert re.search(rf"has {size:,} characters; at most {most:,} can be read", said)
    assert time.perf_counter() - begun < 10


def test_every_event_refuses_a_form_with_a_long_text_or_too_many_values(pages):
    events = [name for name, handler in pages.fns.items() if handler.fn is not None]
    for event in events:
        blank = [None] * len(pages.fns[event].inputs)
        for data in (
            {"action": "search", "fields": {"words": "Mr " * 40_000}},
            {"__a " * 40_000: "name"},
            [[["a" * 100_000]]],
        ):
            assert "characters; at most" in sent(pages, event, blank, data)
        assert "More values" in sent(pages, event, blank, list(range(MOST_VALUES)))


def test_many_texts_together_and_nesting_without_end_are_refused():
    deep: list[object] = []
    for _ in range(200_000):
        deep = [deep]
    with pytest.raises(gr.Error, match="More values"):
        check_event((), [deep], None)
    many = ["a" * 1000] * (MOST_TEXT // 1000 + 1)
    with pytest.raises(gr.Error, match="What was sent has 201,000 characters"):
        check_event((), [many], None)


def test_what_fits_passes():
    check_event(
        (gr.Textbox(max_length=3),), ["abc", {"a": [1, None, "x" * LONGEST_TEXT]}], {"n": 1}
    )
