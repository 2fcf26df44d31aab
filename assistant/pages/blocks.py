"""Gradio pieces that all pages share: HTML whose links and forms are events, and user messages."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.server_paths import without_paths

STATIC = Path(__file__).with_name("static")
TURNS = (STATIC / "turns.js").read_text("utf-8")
WIRE = (STATIC / "wire.js").read_text("utf-8")
LONGEST_PASTED = 100_000  # characters that a question's field takes, to be refused in its own words
PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


def html_block(value: str = "", elem_id: str | None = None) -> gr.HTML:
    """An HTML block: links trigger `select`, buttons `click`, forms `submit`, with their data."""
    return gr.HTML(value, elem_id=elem_id, js_on_load=WIRE, apply_default_css=False)


def in_turn(pages: gr.Blocks) -> None:
    """Make every event answer in the order of the choices, so that the last choice wins.

    Gradio answers events side by side and drops what is chosen while one of them is under way.
    What is quick goes past its queue, one after another in each page (`static/turns.js`); what has
    a limit of its own stays in the queue and is done again with what was chosen last. Generators,
    which change things step by step, are started once.
    """
    for event in pages.fns.values():
        if event.fn is None or event.api_visibility != "private" or event.types_generator:
            continue
        if event.concurrency_limit == "default":
            event.queue, event.trigger_mode = False, "multiple"
        else:
            event.trigger_mode = "always_last"


def owner_of(request: gr.Request) -> str:
    """Whose conversations the browser behind this request may see."""
    return "" if request.request is None else str(request.request.scope.get("owner", ""))


def notice(text: str, kind: str = "alert") -> str:
    """A message to the user, "" for none; an alert is read out at once, a status in turn.

    Whatever the message was made of, no place on the server stands in it.
    """
    said = without_paths(text)
    return f'<p role="{kind}" class="message">{escape(said)}</p>' if text else ""
